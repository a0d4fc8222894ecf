from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_suspension_told
from conformance_suite.scripts.refreshing import refresh_once


@case("MES-13", requirement="REF-PAR-03", play=refresh_once("client_suspended"))
def test_tells_that_the_app_is_suspended(episode: Episode) -> None:
    """An app that gets unauthorized_client says so to the person and does not insist (RFC 6749 5.2)."""
    assert_suspension_told(episode)
