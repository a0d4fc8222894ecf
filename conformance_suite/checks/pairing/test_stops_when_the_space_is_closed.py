from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_pairing_ended
from conformance_suite.scripts.fhir import act_then_read


@case("MES-06", requirement="REF-PAR-02", play=act_then_read("close_account"))
def test_stops_when_the_space_is_closed(episode: Episode) -> None:
    """Once the space of the person is closed calls stop, and the person is told (pairing API, account statuses)."""
    assert_pairing_ended(episode, "close_account")
