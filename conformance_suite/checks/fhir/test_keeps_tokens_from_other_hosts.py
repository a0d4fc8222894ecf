from conformance_suite.asking import assert_no_token_elsewhere
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_then


@case("FHIR-17", requirement="REF-FHR-06", play=read_then("search_next_link", leads_to="other_host"))
def test_keeps_tokens_from_other_hosts(episode: Episode) -> None:
    """A next link to another host is not followed with the tokens of this one (RFC 6750 5.3; FHIR R4 Security)."""
    assert_no_token_elsewhere(episode)
