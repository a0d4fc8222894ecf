from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_no_call_after_refresh
from conformance_suite.scripts.refreshing import refresh_once


@case("RFR-05", requirement="REF-RFR-04", play=refresh_once("refreshed_id_token_other", claim="iss"))
def test_refuses_a_refresh_of_another_issuer(episode: Episode) -> None:
    """A refreshed ID token with another issuer is not used (OpenID Connect Core 12.2)."""
    assert_no_call_after_refresh(episode)
