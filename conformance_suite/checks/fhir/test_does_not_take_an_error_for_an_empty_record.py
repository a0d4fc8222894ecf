from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_error_is_not_emptiness
from conformance_suite.scripts.fhir import read_empty_then


@case("FHIR-14", requirement="REF-FHR-04", play=read_empty_then("measures_refused", refusal="error_with_status_200"))
def test_does_not_take_an_error_for_an_empty_record(episode: Episode) -> None:
    """An OperationOutcome of severity error is not an empty record, whatever its status (FHIR R4 OperationOutcome)."""
    assert_error_is_not_emptiness(episode)
