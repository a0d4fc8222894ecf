from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_if_signed_in
from conformance_suite.token_use import assert_token_not_used


@case(
    "TOK-09",
    requirement="REF-TOK-02",
    play=read_if_signed_in("token_response_altered", member="token_type", value="N_A"),
)
def test_rejects_tokens_of_an_unknown_type(episode: Episode) -> None:
    """An access token of an unknown type is not used (RFC 6749 7.1)."""
    assert_token_not_used(episode)
