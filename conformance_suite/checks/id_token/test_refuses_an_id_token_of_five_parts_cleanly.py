from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_no_session


@case("IDT-39", requirement="REF-IDT-08", play=sign_in("id_token_five_parts"))
def test_refuses_an_id_token_of_five_parts_cleanly(episode: Episode) -> None:
    """A signed token has three parts; one with five is refused, and the person reads a page (RFC 7515 5.2, 7.1)."""
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
