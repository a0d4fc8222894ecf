from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pkce import assert_challenges_are_fresh, assert_challenges_are_s256, assert_verifiers_match
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-03", requirement="REF-OAU-01", play=sign_in(passive=True))
def test_protects_each_authorization_request_with_pkce(episode: Episode) -> None:
    """Every request carries a fresh S256 challenge and its verifier follows (RFC 7636 4.1 to 4.5; RFC 9700 2.1.1)."""
    assert_challenges_are_s256(episode.run)
    assert_challenges_are_fresh(episode.run)
    assert_verifiers_match(episode.run)
