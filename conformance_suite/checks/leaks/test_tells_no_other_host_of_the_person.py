from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_person_not_told_elsewhere
from conformance_suite.scripts.surface import look_at_measures


@case("LEAK-06", requirement="REF-LEA-02", play=look_at_measures(), on_screen=True)
def test_tells_no_other_host_of_the_person(episode: Episode) -> None:
    """No page has the browser tell another host the person's name or measures (GDPR articles 5 and 9)."""
    assert_person_not_told_elsewhere(episode)
