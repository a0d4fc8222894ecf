from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_from_start
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session


@case("DISC-01", requirement="REF-DIS-01", play=sign_in_from_start("discovery_wrong_issuer", uses=("discovery",)))
def test_stops_when_metadata_name_another_issuer(episode: Episode) -> None:
    """Metadata whose `issuer` is not the URL that they were asked of are not used (OpenID Connect Discovery 4.3)."""
    assert_no_authorization_request(episode)
    assert_no_session(episode)
