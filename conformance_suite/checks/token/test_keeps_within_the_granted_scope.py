from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_with_granted
from conformance_suite.token_use import assert_no_read


@case("TOK-13", requirement="REF-TOK-04", play=read_with_granted("openid identity measures.write"))
def test_keeps_within_the_granted_scope(episode: Episode) -> None:
    """When reading was not granted nothing is read (RFC 6749 3.3, 5.1)."""
    assert_no_read(episode)
