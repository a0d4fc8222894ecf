from conformance_suite.asking import assert_no_token_elsewhere
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_in_ways


@case(
    "FHIR-17",
    requirement="REF-FHR-06",
    plays=read_in_ways("search_next_link", "leads_to", "other_host", "other_port", "host_behind_user"),
)
def test_keeps_tokens_from_other_hosts(episode: Episode) -> None:
    """A next link to another host or port is not followed with the tokens of this one (RFC 6750 5.3; RFC 6454 4)."""
    assert_no_token_elsewhere(episode)
