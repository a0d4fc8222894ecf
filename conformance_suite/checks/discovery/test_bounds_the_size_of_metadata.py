from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_says_that_it_cannot_start
from conformance_suite.scripts.discovery import discovery_with
from conformance_suite.witnesses import assert_no_authorization_request


@case("DISC-11", requirement="REF-DIS-05", play=discovery_with("discovery_malformed", how="huge"))
def test_bounds_the_size_of_metadata(episode: Episode) -> None:
    """A document of 10 MiB is not read to its end (OWASP ASVS 5.0 V13)."""
    assert_no_authorization_request(episode)
    assert_says_that_it_cannot_start(episode)
