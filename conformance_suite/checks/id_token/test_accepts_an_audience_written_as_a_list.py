from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_signed_in


@case("IDT-18", requirement="REF-IDT-07", play=sign_in("id_token_audience_list", second=""))
def test_accepts_an_audience_written_as_a_list(episode: Episode) -> None:
    """`aud` may be a list, and one of the app alone is good (RFC 7519 4.1.3)."""
    assert_signed_in(episode)
