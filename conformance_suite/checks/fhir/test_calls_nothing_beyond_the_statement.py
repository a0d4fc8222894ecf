from conformance_suite.asking import assert_nothing_called_beyond
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_from_an_api_that_lacks

FAULT = "capability_statement_other"


@case("FHIR-33", requirement="REF-FHR-18", plays=read_from_an_api_that_lacks(FAULT, "version", "interaction"))
def test_calls_nothing_beyond_the_statement(episode: Episode) -> None:
    """Who reads what the API offers calls nothing else, and tells the person (FHIR R4 CapabilityStatement, 5.1)."""
    assert_nothing_called_beyond(episode, FAULT)
