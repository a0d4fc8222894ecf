from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_one_nameless_key
from conformance_suite.signing_in import assert_signed_in


@case("IDT-11", requirement="REF-IDT-10", plays=sign_in_with_one_nameless_key())
def test_accepts_id_token_without_kid(episode: Episode) -> None:
    """With a single key in the set the ID token need not name it (OpenID Connect Core 10.1)."""
    assert_signed_in(episode)
