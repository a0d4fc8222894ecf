from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_not_framed
from conformance_suite.scripts.surface import look_at_measures


@case("HDR-03", requirement="REF-HDR-01", play=look_at_measures())
def test_is_framed_by_no_other_site(episode: Episode) -> None:
    """No page of the app may be framed by another site (OWASP ASVS 5.0 V3.4; CSP 3 frame-ancestors)."""
    assert_not_framed(episode)
