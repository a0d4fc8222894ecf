from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.signing_in import assert_signed_in


@case("JWK-04", requirement="REF-JWK-03", play=sign_in_with_key_set("jwks_strange_keys", uses=("jwks",)))
def test_finds_the_right_key_among_others(episode: Episode) -> None:
    """Keys of an unknown type or for another use are ignored, not a reason to refuse the set (RFC 7517 4.2, 5)."""
    assert_signed_in(episode)
