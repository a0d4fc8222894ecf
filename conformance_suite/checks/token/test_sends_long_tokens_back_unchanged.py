from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_alone_if_signed_in
from conformance_suite.token_use import assert_token_unchanged


@case("TOK-18", requirement="REF-TOK-10", play=read_alone_if_signed_in("issued_value_long", kind="access_token"))
def test_sends_long_tokens_back_unchanged(episode: Episode) -> None:
    """An access token of 16 KiB comes back as it was given (RFC 6750 2.1; RFC 6749 1.4)."""
    assert_token_unchanged(episode)
