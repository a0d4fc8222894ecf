from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_not_read_across
from conformance_suite.scripts.surface import read_from_another_site


@case("HDR-06", requirement="REF-HDR-01", play=read_from_another_site())
def test_lets_no_other_origin_read(episode: Episode) -> None:
    """No foreign origin is allowed to read with credentials (OWASP ASVS 5.0 V3.4; Fetch, CORS protocol)."""
    assert_not_read_across(episode)
