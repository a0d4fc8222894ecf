from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import write_in_ways
from conformance_suite.sending import assert_nothing_written_elsewhere


@case("NET-13", requirement="REF-FHR-12", plays=write_in_ways("measures_write_redirected", "status", "307", "308"))
def test_writes_to_no_other_host(episode: Episode) -> None:
    """Neither the measure nor the token follows a redirect of a write to another host (RFC 9110 15.4)."""
    assert_nothing_written_elsewhere(episode)
