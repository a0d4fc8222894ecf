from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.authorization import replay_callback
from conformance_suite.token_use import assert_one_code_each


@case("ARSP-04", requirement="REF-AUT-04", play=replay_callback())
def test_redeems_a_reloaded_response_once(episode: Episode) -> None:
    """The same response loaded again leads to no second use of its code (RFC 6749 4.1.2)."""
    assert_one_code_each(episode)
