from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_no_data_call
from conformance_suite.scripts.pairing import refuse_then_read
from conformance_suite.witnesses import assert_journey_readable


@case("MES-01", requirement="MES-CON-01", play=refuse_then_read())
def test_calls_nothing_without_pairing(episode: Episode) -> None:
    """Without consent no data are asked for, and the app still answers the person (CSP L.1111-13-1 III)."""
    assert_no_data_call(episode)
    assert_journey_readable(episode, "read_measures")
