from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_keys_asked_for_at_most
from conformance_suite.witnesses import assert_no_session


@case("IDT-13", requirement="REF-IDT-04", play=sign_in("id_token_unknown_key", lane="twin"))
def test_reads_the_keys_once_more_for_an_unknown_kid(episode: Episode) -> None:
    """An unknown `kid` makes the app read the JWKS once more, then refuse (OpenID Connect Core 10.1.1)."""
    assert_no_session(episode)
    assert_keys_asked_for_at_most(episode, 2)
