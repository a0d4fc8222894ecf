from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.scripts.fhir import write_then


@case("FHIR-24", requirement="REF-FHR-11", play=write_then("measures_write_answer", becomes="bare"))
def test_takes_a_bare_answer_to_a_write(episode: Episode) -> None:
    """A 201 with neither body nor Location brings no error of the app to the person (FHIR R4 http, create)."""
    assert_page_survives(episode, "write_measure")
