from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.witnesses import assert_no_session


@case(
    "JWK-05",
    requirement="REF-OAU-06",
    play=sign_in_with_key_set("id_token_symmetric_key", lure="jwks_symmetric_key", uses=("jwks",)),
)
def test_never_verifies_with_a_published_symmetric_key(episode: Episode) -> None:
    """A symmetric key in a public key set verifies nothing (RFC 8725 3.1, 3.2)."""
    assert_no_session(episode)
