from conformance_suite.asking import assert_nobody_asked_for, assert_two_people_asked_for
from conformance_suite.case import case
from conformance_suite.deliveries import assert_met
from conformance_suite.episode import Episode
from conformance_suite.measures import assert_not_mixed
from conformance_suite.scripts.pairing import pair_for_a_relative
from conformance_suite.witnesses import assert_other_person_read

FAULT = "search_patient_before"


@case("FHIR-05", requirement="MES-PAT-01", play=pair_for_a_relative(FAULT))
def test_mixes_no_two_patients(episode: Episode) -> None:
    """An answer about the patient of before is not shown as that of now (SMART App Launch, context)."""
    assert_other_person_read(episode, "second")
    assert_nobody_asked_for(episode)
    assert_two_people_asked_for(episode)
    assert_met(episode, FAULT)
    assert_not_mixed(episode)
