from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.proofs import read_bound
from conformance_suite.token_use import assert_token_not_used


@case(
    "DPOP-04", requirement="REF-DPO-01", play=read_bound("token_response_altered", member="token_type", value="Bearer")
)
def test_takes_no_bearer_token_for_a_bound_one(episode: Episode) -> None:
    """An app that has its tokens bound uses none that comes as a bearer token (RFC 9449 5)."""
    assert_token_not_used(episode, "bearer_taken_for_bound")
