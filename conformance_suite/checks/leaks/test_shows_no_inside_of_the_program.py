from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_insides_shown
from conformance_suite.scripts.surface import mistype_the_callback


@case("LEAK-05", requirement="REF-LEA-02", play=mistype_the_callback())
def test_shows_no_inside_of_the_program(episode: Episode) -> None:
    """Whatever it is asked, the app shows no stack trace and no query (OWASP ASVS 5.0 V16)."""
    assert_no_insides_shown(episode)
