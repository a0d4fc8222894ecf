from conformance_suite.asking import assert_no_token_elsewhere
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_from_other_origins
from conformance_suite.wrong_tls import assert_nothing_in_the_clear


@case(
    "FHIR-17",
    requirement="REF-FHR-06",
    plays=read_from_other_origins(),
)
def test_keeps_tokens_from_other_hosts(episode: Episode) -> None:
    """A next link to another scheme, host or port is not followed with these tokens (RFC 6750 5.3; RFC 6454 4)."""
    assert_no_token_elsewhere(episode)
    assert_nothing_in_the_clear(episode)
