from conformance_suite.case import case
from conformance_suite.deliveries import moment_of, refused_reads
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import withdraw_then_read
from conformance_suite.witnesses import assert_no_background_calls, assert_no_insistence, assert_person_told, learnt_at


@case("MES-03", requirement="MES-CON-02", play=withdraw_then_read())
def test_stops_reading_when_consent_is_withdrawn(episode: Episode) -> None:
    """Once consent is withdrawn calls stop, nothing insists and the person is told (CSP L.1111-13-1 III)."""
    withdrawn = moment_of(episode, "withdraw_consent")
    calls = episode.exchanges("measures_read", after=refused_reads(episode)[0].received)
    assert_no_insistence(episode, calls)
    assert_no_background_calls(episode, calls, learnt=learnt_at(calls))
    assert_person_told(episode, "read_measures", since=withdrawn, learnt=learnt_at(calls))
