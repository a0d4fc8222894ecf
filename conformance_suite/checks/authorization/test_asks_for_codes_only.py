from conformance_suite.authorization_requests import assert_code_flow_only
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-07", requirement="REF-AUT-02", play=sign_in(passive=True))
def test_asks_for_codes_only(episode: Episode) -> None:
    """Neither the implicit grant nor the password grant is used (RFC 9700 2.1.2, 2.4)."""
    assert_code_flow_only(episode.run)
