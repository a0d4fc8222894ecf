from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_secret_in_referer
from conformance_suite.scripts.surface import look_at_measures


@case("LEAK-02", requirement="REF-LEA-04", play=look_at_measures(), on_screen=True)
def test_tells_no_secret_by_referer(episode: Episode) -> None:
    """No third party learns a code, a token or the patient's identifier by Referer (RFC 9700 4.2.4)."""
    assert_no_secret_in_referer(episode)
