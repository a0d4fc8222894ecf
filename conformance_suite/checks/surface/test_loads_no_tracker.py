from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_no_tracker
from conformance_suite.scripts.surface import look_at_measures


@case("HDR-07", requirement="REF-HDR-04", play=look_at_measures(), on_screen=True)
def test_loads_no_tracker(episode: Episode) -> None:
    """No tracker is loaded before consent nor on a health page (French Data Protection Act, article 82)."""
    assert_no_tracker(episode)
