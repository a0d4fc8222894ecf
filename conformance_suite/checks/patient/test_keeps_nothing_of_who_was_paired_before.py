from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.pairing import pair_another_person
from conformance_suite.witnesses import assert_not_shown, assert_other_person_read


@case("MES-09", requirement="MES-PAT-01", play=pair_another_person())
def test_keeps_nothing_of_who_was_paired_before(episode: Episode) -> None:
    """Who pairs next from the same account sees no measure of the person before, or is refused (GDPR 5.1 d and f)."""
    assert_not_shown(episode, ())
    assert_other_person_read(episode, "second")
