from conformance_suite.authorization_requests import NONCE_BITS, assert_unpredictable
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-02", requirement="REF-AUT-01", play=sign_in(passive=True))
def test_draws_a_fresh_nonce_for_each_request(episode: Episode) -> None:
    """The nonce is there, drawn at random and never twice the same (OpenID Connect Core 15.5.2)."""
    assert_unpredictable(episode.run, "nonce", at_least=NONCE_BITS)
