from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_own_measure_shown_throughout
from conformance_suite.scripts.fhir import read_through


@case(
    "FHIR-32",
    requirement="REF-FHR-10",
    play=read_through("search_device_reference", "kind", "contained", "absolute", "urn", "logical", "broken"),
)
def test_shows_measures_with_any_reference(episode: Episode) -> None:
    """A measure is shown however it names its device, and when that cannot be found (FHIR R4 References, 2.3.0)."""
    assert_own_measure_shown_throughout(episode)
