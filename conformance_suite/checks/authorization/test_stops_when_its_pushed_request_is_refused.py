from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pushing import assert_stops_when_refused
from conformance_suite.scripts.pushing import push_met

REFUSED = "pushed_request_refused"


@case("PAR-01", requirement="REF-AUT-21", plays=push_met(REFUSED, "status", 400, 403, 413))
def test_stops_when_its_pushed_request_is_refused(episode: Episode) -> None:
    """After a refusal nobody is sent off, and the parameters do not pass through the browser instead (RFC 9126 2.3)."""
    assert_stops_when_refused(episode, REFUSED)
