from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_told, assert_waits_as_told
from conformance_suite.scripts.network import sign_in_during


@case("TOK-04", requirement="REF-NET-01", play=sign_in_during("answer_too_many_requests"))
def test_waits_before_asking_for_tokens_again(episode: Episode) -> None:
    """A token request refused for now is repeated only after the told time (RFC 6585 4; RFC 9110 10.2.3)."""
    assert_waits_as_told(episode, "token")
    assert_repeats_with_measure(episode, "token")
    assert_told(episode, "login")
