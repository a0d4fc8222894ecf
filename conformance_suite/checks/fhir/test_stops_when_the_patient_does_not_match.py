from conformance_suite.asking import assert_same_patient_asked_for
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_refusal_heeded
from conformance_suite.scripts.fhir import read_then


@case("FHIR-46", requirement="REF-FHR-07", play=read_then("measures_refused", again=True, refusal="idpe_mismatch"))
def test_stops_when_the_patient_does_not_match(episode: Episode) -> None:
    """Told that the idPe does not match, the app stops and tries no other (API Mesures 1.5.2, errors: 403)."""
    assert_refusal_heeded(episode)
    assert_same_patient_asked_for(episode)
