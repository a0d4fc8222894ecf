from conformance_suite.authorization_requests import STATE_BITS, assert_unpredictable
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-01", requirement="REF-AUT-01", play=sign_in(passive=True))
def test_draws_a_fresh_state_for_each_request(episode: Episode) -> None:
    """State is there, drawn at random and never twice the same (RFC 6749 10.10, 10.12; SMART App Launch, state)."""
    assert_unpredictable(episode.run, "state", at_least=STATE_BITS)
