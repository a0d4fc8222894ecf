from conformance_suite.asking import assert_media_types
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import watch_reads


@case("FHIR-26", requirement="REF-FHR-11", play=watch_reads())
def test_speaks_fhir_json(episode: Episode) -> None:
    """Searches accept FHIR JSON, and what is sent says that it is (FHIR R4 http, content types)."""
    assert_media_types(episode)
