from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_not_stored
from conformance_suite.scripts.surface import look_at_measures


@case("HDR-05", requirement="REF-HDR-01", play=look_at_measures())
def test_has_health_pages_stored_nowhere(episode: Episode) -> None:
    """Pages with measures are sent with `no-store` (OWASP ASVS 5.0 V14; RFC 9111 5.2.2.5)."""
    assert_not_stored(episode)
