from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_no_session

KID = "../../keys/' OR '1'='1\r\n" + "k" * 16384


@case("IDT-10", requirement="REF-IDT-08", play=sign_in("id_token_unknown_key", kid=KID))
def test_refuses_a_hostile_kid_cleanly(episode: Episode) -> None:
    """A `kid` with a path, quotes and line breaks, 16 kB long, is refused with a readable page (RFC 8725 3.10)."""
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
