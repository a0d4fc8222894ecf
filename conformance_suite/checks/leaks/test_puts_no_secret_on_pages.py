from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_secret_on_pages
from conformance_suite.scripts.surface import look_at_measures


@case("LEAK-03", requirement="REF-LEA-01", play=look_at_measures(), on_screen=True)
def test_puts_no_secret_on_pages(episode: Episode) -> None:
    """No page of a confidential app holds a token or its secret (OWASP ASVS 5.0 V14)."""
    assert_no_secret_on_pages(episode)
