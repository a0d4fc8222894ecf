from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out
from conformance_suite.signing_out import assert_hint_in_body


@case("LEAK-09", requirement="REF-LEA-03", play=sign_out(uses=("logout",), passive=True))
def test_keeps_the_logout_hint_out_of_addresses(episode: Episode) -> None:
    """The ID token of a logout request goes in the body of a POST (RP-Initiated Logout 2)."""
    assert_hint_in_body(episode)
