from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_refusal_heeded
from conformance_suite.scripts.fhir import read_then


@case("FHIR-47", requirement="REF-FHR-07", play=read_then("measures_refused", again=True, refusal="oid_conflict"))
def test_stops_when_the_solution_does_not_match(episode: Episode) -> None:
    """Told that the OID of the solution conflicts, the app stops and says so (API Mesures 1.5.2, errors: 409)."""
    assert_refusal_heeded(episode)
