from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_told
from conformance_suite.scripts.network import token_endpoint_breaks


@case("TOK-03", requirement="REF-NET-06", plays=token_endpoint_breaks())
def test_sends_a_code_twice_at_most(episode: Episode) -> None:
    """When the token endpoint breaks, a code is sent no more than twice and the person told (RFC 9110 9.2.2, 15.6)."""
    assert_repeats_with_measure(episode, "token", at_most=2)
    assert_told(episode, "login")
