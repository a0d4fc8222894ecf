from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_types_and_referrers_kept
from conformance_suite.scripts.sign_in import sign_in


@case("HDR-04", requirement="REF-HDR-03", play=sign_in(passive=True))
def test_keeps_types_and_addresses_to_itself(episode: Episode) -> None:
    """Pages send nosniff and a referrer policy that tells the origin at most (OWASP ASVS 5.0 V3.4)."""
    assert_types_and_referrers_kept(episode)
