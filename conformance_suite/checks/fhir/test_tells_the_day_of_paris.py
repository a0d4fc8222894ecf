from conformance_suite.case import case
from conformance_suite.days import assert_days_of_paris
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_pages_survive
from conformance_suite.scripts.fhir import read_odd


@case(
    "FHIR-34",
    requirement="REF-FHR-02",
    play=read_odd(before_clock_change=31.17, after_clock_change=32.19, month_only=33.23),
)
def test_tells_the_day_of_paris(episode: Episode) -> None:
    """A measure is shown on the day it had in Paris, a month without a day (FHIR R4 Datatypes, dateTime)."""
    assert_pages_survive(episode)
    assert_days_of_paris(episode)
