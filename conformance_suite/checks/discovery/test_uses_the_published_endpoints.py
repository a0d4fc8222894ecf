from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import sign_in_with_endpoints_apart
from conformance_suite.wrong_metadata import assert_published_endpoints_used


@case("DISC-06", requirement="REF-DIS-02", play=sign_in_with_endpoints_apart())
def test_uses_the_published_endpoints(episode: Episode) -> None:
    """Endpoints are those that the metadata publish, wherever they are (OpenID Connect Discovery 3, 4)."""
    assert_published_endpoints_used(episode)
