from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_in_ways
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session


@case(
    "DISC-02", requirement="REF-DIS-07", plays=discovery_in_ways("discovery_issuer_respelled", "how", "slash", "case")
)
def test_compares_issuers_letter_by_letter(episode: Episode) -> None:
    """An issuer spelled otherwise is another issuer (OpenID Connect Discovery 4.3)."""
    assert_no_authorization_request(episode)
    assert_no_session(episode)
