from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_no_banner
from conformance_suite.scripts.sign_in import sign_in


@case("HDR-08", requirement="REF-HDR-05", play=sign_in(passive=True))
def test_tells_no_version(episode: Episode) -> None:
    """No header tells a version of what serves the pages (OWASP ASVS 5.0 V13)."""
    assert_no_banner(episode)
