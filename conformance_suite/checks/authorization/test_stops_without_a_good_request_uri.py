from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pushing import assert_stops_when_refused
from conformance_suite.scripts.pushing import push_met

WRONG = "pushed_response_wrong"


@case("PAR-02", requirement="REF-AUT-21", plays=push_met(WRONG, "way", "without_request_uri", "status_200"))
def test_stops_without_a_good_request_uri(episode: Episode) -> None:
    """Nobody is sent off on an answer that is not 201 with a request_uri (RFC 9126 2.2)."""
    assert_stops_when_refused(episode, WRONG)
