from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.witnesses import assert_no_session


@case(
    "IDT-40",
    requirement="REF-IDT-04",
    play=sign_in_with_key_set("jwks_weak_key", "id_token_weak_key", uses=("jwks",), algorithms=("RS256",)),
)
def test_rejects_a_short_rsa_key(episode: Episode) -> None:
    """Keys of less than 2048 bits are not used with RS256 (RFC 7518 3.3)."""
    assert_no_session(episode)
