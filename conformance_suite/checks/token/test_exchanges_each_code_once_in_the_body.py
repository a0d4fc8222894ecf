from conformance_suite.case import case
from conformance_suite.code_exchange import assert_code_in_body, assert_each_code_once, assert_matches_its_request
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("TOK-21", requirement="REF-OAU-03", play=sign_in(passive=True))
def test_exchanges_each_code_once_in_the_body(episode: Episode) -> None:
    """A code goes once, in the body, with the redirect URI and verifier of its request (RFC 6749 4.1.3)."""
    assert_code_in_body(episode)
    assert_each_code_once(episode)
    assert_matches_its_request(episode)
