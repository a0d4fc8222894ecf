from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import write_after_sign_in
from conformance_suite.sending import assert_only_own_kinds_of_measures


@case("FHIR-40", requirement="REF-FHR-08", play=write_after_sign_in())
def test_writes_only_what_may_be_written(episode: Episode) -> None:
    """No body mass index, no empty measure, no source of another solution is written (API Mesures 1.5.2, writing)."""
    assert_only_own_kinds_of_measures(episode)
