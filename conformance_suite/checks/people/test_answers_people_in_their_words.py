from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.readable import assert_errors_are_for_people
from conformance_suite.scripts.sign_in import sign_in


@case("UX-01", requirement="REF-UX-01", play=sign_in(fault="state_altered"), on_screen=True)
def test_answers_people_in_their_words(episode: Episode) -> None:
    """Whatever the space did, the person gets a page in a language they asked for (RGAA 4.1, theme 8)."""
    assert_errors_are_for_people(episode.run)
