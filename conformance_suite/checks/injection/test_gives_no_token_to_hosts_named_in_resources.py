from conformance_suite.asking import assert_no_token_elsewhere
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_twice_in_ways


@case(
    "INJ-08",
    requirement="REF-FHR-06",
    plays=read_twice_in_ways("search_foreign_address", "kind", "reference", "full_url", "self_link"),
)
def test_gives_no_token_to_hosts_named_in_resources(episode: Episode) -> None:
    """What a resource or its Bundle names at another host is not asked for with these tokens (RFC 6750 5.3)."""
    assert_no_token_elsewhere(episode)
