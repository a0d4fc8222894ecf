from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_with_more_than_asked
from conformance_suite.token_use import assert_no_more_than_asked


@case("TOK-14", requirement="REF-TOK-09", play=read_with_more_than_asked())
def test_uses_no_more_than_it_asked_for(episode: Episode) -> None:
    """Scope that is granted beyond what was asked for is left alone (RFC 6749 3.3; least privilege)."""
    assert_no_more_than_asked(episode)
