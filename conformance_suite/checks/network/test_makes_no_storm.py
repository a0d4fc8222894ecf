from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_no_storm
from conformance_suite.scripts.network import read_during


@case("NET-15", requirement="REF-NET-06", play=read_during("answer_server_error", status="502"))
def test_makes_no_storm(episode: Episode) -> None:
    """For one request of a person no call is repeated again and again, whatever happened (RFC 9110 9.2.2)."""
    assert_no_storm(episode)
