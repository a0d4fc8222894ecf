from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_says_that_it_cannot_start
from conformance_suite.scripts.discovery import discovery_in_ways


@case(
    "DISC-10",
    requirement="REF-DIS-05",
    plays=discovery_in_ways("discovery_malformed", "how", "types", "byte_order_mark"),
)
def test_withstands_malformed_metadata(episode: Episode) -> None:
    """A document out of shape gives a clear error, or is read for what it is (RFC 8259 4, 8.1)."""
    assert_says_that_it_cannot_start(episode)
