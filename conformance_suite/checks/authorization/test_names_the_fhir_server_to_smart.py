from conformance_suite.authorization_requests import assert_smart_audience
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import watch_reads


@case("AREQ-09", requirement="REF-AUT-12", play=watch_reads())
def test_names_the_fhir_server_to_smart(episode: Episode) -> None:
    """A request for a launch context names the FHIR server that is read, in `aud` (SMART App Launch 2.2)."""
    assert_smart_audience(episode.run)
