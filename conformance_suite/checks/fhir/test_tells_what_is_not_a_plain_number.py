from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import (
    assert_not_as_any_other,
    assert_nothing_made_of_absence,
    assert_nothing_taken_over,
    assert_pages_survive,
)
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-36", requirement="REF-FHR-02", play=read_odd(without_value=31.17, comparator=32.19))
def test_tells_what_is_not_a_plain_number(episode: Episode) -> None:
    """An absent value is not zero, and one below a bound is not the bound (FHIR R4 Observation, dataAbsentReason)."""
    assert_pages_survive(episode)
    assert_nothing_made_of_absence(episode)
    assert_nothing_taken_over(episode)
    assert_not_as_any_other(episode, ["32.19"])
