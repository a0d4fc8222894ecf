"""Which keys a publisher may register, and in what form they are kept."""

import warnings
from typing import Any

import pytest
from builders.client_assertions import new_key, public_set
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from catalogue_portal.credentials.client_keys import accept_key_set
from catalogue_portal.errors import Invalid


def code(jwks: Any) -> str:  # noqa: ANN401
    with pytest.raises(Invalid) as refusal:
        accept_key_set(jwks)
    return refusal.value.code


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "Ed25519", "PS256"])
def test_a_strong_public_key_is_kept_with_its_public_members_only(algorithm: str) -> None:
    given_key = public_set(new_key(algorithm))["keys"][0] | {"x5u": "https://elsewhere.example", "note": "mine"}
    kept = accept_key_set({"keys": [given_key]})["keys"][0]
    assert set(kept) <= {"kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"}
    assert (kept["kid"], kept["use"]) == (given_key["kid"], "sig")


def test_a_key_without_a_name_gets_its_thumbprint() -> None:
    key = ECKey.generate_key("P-256")
    member = {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}
    assert accept_key_set({"keys": [member]})["keys"][0]["kid"] == key.thumbprint()


def test_two_keys_serve_a_rotation_and_three_are_too_many() -> None:
    keys = [new_key() for _ in range(3)]
    assert len(accept_key_set(public_set(*keys[:2]))["keys"]) == 2
    assert code(public_set(*keys)) == "bad_key_set"
    assert code(public_set()) == "bad_key_set"


def test_a_private_key_is_refused_and_called_burnt() -> None:
    with pytest.raises(Invalid, match="burnt") as refusal:
        accept_key_set({"keys": [new_key().as_dict(private=True)]})
    assert refusal.value.code == "private_key"


def test_a_shared_secret_is_refused() -> None:
    assert code({"keys": [OctKey.generate_key(256).as_dict()]}) == "private_key"


def short_rsa() -> RSAKey:
    with warnings.catch_warnings(action="ignore"):
        return RSAKey.generate_key(1024)


WEAK = {
    "rsa of 1024 bits": short_rsa,
    "a curve that nobody uses here": lambda: ECKey.generate_key("secp256k1"),
    "P-521": lambda: ECKey.generate_key("P-521"),
    "Ed448": lambda: OKPKey.generate_key("Ed448"),
    "X25519": lambda: OKPKey.generate_key("X25519"),
}


@pytest.mark.parametrize("make", WEAK.values(), ids=WEAK.keys())
def test_a_weak_or_unlisted_key_is_refused(make: Any) -> None:  # noqa: ANN401
    assert code({"keys": [dict(make().as_dict(private=False))]}) == "weak_key"


def test_a_key_announced_for_another_algorithm_is_refused() -> None:
    member = public_set(new_key())["keys"][0]
    assert code({"keys": [member | {"alg": "RS256"}]}) == "weak_key"
    assert code({"keys": [member | {"use": "enc"}]}) == "bad_key_set"


def test_two_keys_of_one_name_are_refused() -> None:
    members = [public_set(new_key())["keys"][0] | {"kid": "same"} for _ in range(2)]
    assert code({"keys": members}) == "bad_key_set"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
MEMBERS = st.dictionaries(
    st.sampled_from(["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg", "key_ops"]),
    st.sampled_from(["EC", "RSA", "OKP", "P-256", "Ed25519", "AQAB", "sig", "ES256", ""]) | JSON,
)


@given(JSON | st.fixed_dictionaries({"keys": JSON | st.lists(MEMBERS, max_size=3)}))
def test_any_json_is_a_key_set_or_invalid(jwks: Any) -> None:  # noqa: ANN401
    try:
        accept_key_set(jwks)
    except Invalid:
        return
