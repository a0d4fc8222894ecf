from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told_in_time
from conformance_suite.scripts.network import read_during


@case("NET-06", requirement="REF-NET-07", play=read_during("answer_drip"))
def test_gives_up_on_a_dripping_answer(episode: Episode) -> None:
    """A call has a deadline as a whole, not for each byte (OWASP ASVS 5.0 V13)."""
    assert_told_in_time(episode, "read_measures")
