from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_without_tls
from conformance_suite.witnesses import assert_no_session
from conformance_suite.wrong_tls import assert_nothing_in_the_clear


@case("DISC-03", requirement="REF-DIS-03", plays=discovery_without_tls())
def test_uses_no_endpoint_without_tls(episode: Episode) -> None:
    """An endpoint that is published with plain http is not used (RFC 6749 3.1, 3.2; RFC 9700, TLS)."""
    assert_nothing_in_the_clear(episode)
    assert_no_session(episode)
