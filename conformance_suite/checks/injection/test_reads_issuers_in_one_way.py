from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_unknown_issuer_left_alone
from conformance_suite.scripts.launches import opened_by_names_that_read_two_ways


@case("INJ-11", requirement="REF-INJ-02", plays=opened_by_names_that_read_two_ways())
def test_reads_issuers_in_one_way(episode: Episode) -> None:
    """An issuer that only looks like the known one is not taken for it (RFC 9700 4.1; RFC 3986 7.6)."""
    assert_unknown_issuer_left_alone(episode)
