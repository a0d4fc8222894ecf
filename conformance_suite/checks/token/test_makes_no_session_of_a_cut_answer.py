from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told
from conformance_suite.scripts.network import sign_in_during
from conformance_suite.witnesses import assert_no_session


@case("TOK-06", requirement="REF-NET-05", play=sign_in_during("answer_cut", lane="shared"))
def test_makes_no_session_of_a_cut_answer(episode: Episode) -> None:
    """A token response whose connection was cut opens no session (RFC 9112 8; RFC 8259 2)."""
    assert_no_session(episode)
    assert_told(episode, "login")
