from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_refusal_heeded
from conformance_suite.scripts.fhir import read_then


@case("FHIR-48", requirement="REF-FHR-11", play=read_then("measures_refused", again=True, refusal="id_token_invalid"))
def test_tells_that_the_id_token_was_refused(episode: Episode) -> None:
    """Told that the ID token is not valid, the app tells the person and stops (API Mesures 1.5.2, errors: 400)."""
    assert_refusal_heeded(episode)
