from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_internal_address_fetched
from conformance_suite.scripts.sign_in import sign_in


@case("INJ-07", requirement="REF-INJ-01", play=sign_in(fault="claims_at_internal_address", lane="twin"))
def test_fetches_no_address_of_a_claim(episode: Episode) -> None:
    """The app's server fetches no address that a claim holds (OWASP ASVS 5.0 V1, server-side request forgery)."""
    assert_no_internal_address_fetched(episode)
