from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.witnesses import assert_no_session


@case(
    "JWK-08",
    requirement="REF-JWK-04",
    # whoever reads the keys before it sends the person to the space, and stops there, never sees the token
    play=sign_in_with_key_set("jwks_redirected", lure="id_token_unknown_key", uses=("jwks",)),
)
def test_takes_keys_from_nowhere_else(episode: Episode) -> None:
    """A key that another host gives, to which the key set is redirected, verifies nothing (OIDC Core 10.1)."""
    assert_no_session(episode)
