from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_told_otherwise
from conformance_suite.scripts.fhir import write_then


@case(
    "FHIR-38",
    requirement="REF-FHR-08",
    play=write_then("measures_refused", refusal="invalid_content", direction="write"),
)
def test_tells_that_a_measure_was_refused(episode: Episode) -> None:
    """A measure refused with 422 is not told as sent (API Mesures 1.5.2, writing: refusals)."""
    assert_told_otherwise(episode, "write_measure")
