from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_signed_in


@case("IDT-30", requirement="REF-IDT-07", play=sign_in("id_token_clock_ahead"))
def test_accepts_a_clock_that_is_thirty_seconds_ahead(episode: Episode) -> None:
    """Some leeway is given for clocks that differ a little (RFC 7519 4.1.4, 4.1.5)."""
    assert_signed_in(episode)
