from conformance_suite.asking import assert_same_patient_asked_for
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.scripts.refreshing import refresh_once


@case("FHIR-01", requirement="MES-PAT-01", play=refresh_once("tokens_of_another_patient"))
def test_stays_with_the_paired_patient(episode: Episode) -> None:
    """New tokens that name another patient change nothing: no search is about that one (API Mesures, errors: idPe)."""
    assert_same_patient_asked_for(episode)
    assert_page_survives(episode)
