from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_only_writing_stops
from conformance_suite.scripts.pairing import withdraw_write


@case("MES-17", requirement="REF-PAR-01", play=withdraw_write())
def test_reads_without_being_allowed_to_write(episode: Episode) -> None:
    """Without consent to write writing stops, reading goes on, and the person is told (CSP L.1111-13-1 III)."""
    assert_only_writing_stops(episode)
