from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.readable import assert_pages_say_language_and_title
from conformance_suite.scripts.sign_in import sign_in


@case("UX-02", requirement="REF-UX-02", play=sign_in(fault="state_altered"), on_screen=True)
def test_says_language_and_title_of_pages(episode: Episode) -> None:
    """Every page, errors too, says its language and has a title (RGAA 4.1, criteria 8.3 and 8.5)."""
    assert_pages_say_language_and_title(episode)
