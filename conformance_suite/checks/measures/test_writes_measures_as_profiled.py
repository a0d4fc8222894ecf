from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.measures import assert_writes_conform
from conformance_suite.scripts.measures import write_after_sign_in


@case("FHIR-39", requirement="MES-MES-01", play=write_after_sign_in())
def test_writes_measures_as_profiled(episode: Episode) -> None:
    """Each write is a transaction whose Observation conforms to its profile and person (API Mesures 1.5.2)."""
    assert_writes_conform(episode)
