from conformance_suite.asking import assert_nobody_asked_for, assert_two_people_asked_for
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.pairing import pair_for_a_relative
from conformance_suite.witnesses import assert_other_person_read


@case("MES-10", requirement="MES-PAT-01", play=pair_for_a_relative())
def test_tells_a_relative_from_who_acts(episode: Episode) -> None:
    """Who acts for another reads that person's measures by that person's identifier (RFC 8693 4.1; idPe)."""
    assert_nobody_asked_for(episode)
    assert_other_person_read(episode, "second")
    assert_two_people_asked_for(episode)
