from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_tokens_given_back
from conformance_suite.scripts.refreshing import unpair


@case("REV-03", requirement="REF-REV-02", play=unpair())
def test_gives_its_tokens_back(episode: Episode) -> None:
    """When the person unpairs in the app a token is revoked (RFC 7009 2)."""
    assert_tokens_given_back(episode)
