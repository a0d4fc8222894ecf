from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_not_as_any_other
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-11", requirement="REF-FHR-01", play=read_odd(entered_in_error=31.17, cancelled=32.19))
def test_leaves_out_measures_that_are_not_valid(episode: Episode) -> None:
    """A measure entered in error or cancelled is not shown as any other (FHIR R4 Observation, status)."""
    assert_not_as_any_other(episode, ["31.17", "32.19"])
