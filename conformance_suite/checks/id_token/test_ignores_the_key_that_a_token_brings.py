from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_never_asked
from conformance_suite.witnesses import assert_no_session

PLACE = "/keys-of-somebody-else"


@case("IDT-09", requirement="REF-IDT-04", play=sign_in("id_token_key_in_header", lane="twin", path=PLACE))
def test_ignores_the_key_that_a_token_brings(episode: Episode) -> None:
    """Keys come from the JWKS, never from `jwk`, `jku` or `x5u` of the token's own header (RFC 8725 3.10)."""
    assert_no_session(episode)
    assert_never_asked(episode, PLACE)
