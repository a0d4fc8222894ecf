from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import assert_not_sent_elsewhere
from conformance_suite.scripts.authorization import bait_sign_ins


@case("ARSP-20", requirement="REF-AUT-10", plays=bait_sign_ins())
def test_sends_nobody_elsewhere(episode: Episode) -> None:
    """A link cannot make the app send a person to another site after sign-in (RFC 9700 4.11.1)."""
    assert_not_sent_elsewhere(episode)
