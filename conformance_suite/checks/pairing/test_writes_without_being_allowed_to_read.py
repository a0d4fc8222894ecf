from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_only_reading_stops
from conformance_suite.scripts.pairing import consent_to_write_only


@case("MES-02", requirement="REF-PAR-01", play=consent_to_write_only())
def test_writes_without_being_allowed_to_read(episode: Episode) -> None:
    """Allowed to write only, the app writes, and says why it shows nothing (API Mesures 1.5.2, errors: 403)."""
    assert_only_reading_stops(episode)
