from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pushing import assert_each_request_uri_once
from conformance_suite.scripts.pushing import come_back_late


@case("PAR-03", requirement="REF-AUT-21", play=come_back_late())
def test_pushes_anew_for_each_sign_in(episode: Episode) -> None:
    """Each sign-in has a request_uri of its own, which has not expired (RFC 9126 2.2, 4)."""
    assert_each_request_uri_once(episode)
