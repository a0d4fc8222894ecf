from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.measures import foreign_values
from conformance_suite.scripts.measures import read_after_sign_in
from conformance_suite.witnesses import assert_not_sent_on, assert_not_shown


@case("FHIR-03", requirement="MES-PAT-01", play=read_after_sign_in(fault="search_other_patient"))
def test_keeps_the_measures_of_others_away(episode: Episode) -> None:
    """A measure of another person in a search answer is neither shown nor sent on (FHIR R4 Security; API Mesures)."""
    foreign = foreign_values(episode)
    assert_not_shown(episode, foreign)
    assert_not_sent_on(episode, foreign)
