from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_alone_if_signed_in
from conformance_suite.token_use import assert_one_token_of_two


@case("TOK-20", requirement="REF-TOK-08", play=read_alone_if_signed_in("token_response_twice"))
def test_uses_one_of_two_tokens(episode: Episode) -> None:
    """Two access tokens under one name are never both used (RFC 8259 4: what a reader makes of it is unpredictable)."""
    assert_one_token_of_two(episode)
