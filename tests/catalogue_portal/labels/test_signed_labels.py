"""A label says what was decided, verifies with any JOSE library, and no other statement passes for one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders.labels import ISSUED_AT as NOW
from builders.labels import ISSUER, label_claims
from builders.tokens import claims_of, header_of, sign, signed_with_public_key, unsigned
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from catalogue_portal.keys import KeyPurpose, SigningKey
from catalogue_portal.labels.claims import LABEL, read_label, sign_label
from catalogue_portal.labels.status_list_token import STATUS_LIST
from catalogue_portal.signed_statement import StatementError

CLAIMS = label_claims()


def new_key(purpose: KeyPurpose = LABEL) -> SigningKey:
    return SigningKey(purpose, ECKey.generate_key("P-256", auto_kid=True))


def public(key: SigningKey) -> KeySet:
    return KeySet.import_key_set({"keys": [key.public_jwk]})


@pytest.fixture
def key() -> SigningKey:
    return new_key()


def test_a_label_reads_back_as_it_was_signed(key: SigningKey) -> None:
    assert read_label(sign_label(key, CLAIMS), keys=public(key), issuer=ISSUER) == CLAIMS


def test_a_label_states_the_claims_of_the_contract(key: SigningKey) -> None:
    compact = sign_label(key, CLAIMS)
    assert header_of(compact) == {"alg": "ES256", "typ": "poincon-label+jwt", "kid": key.kid}
    assert claims_of(compact) == {
        "iss": ISSUER,
        "sub": "rel_k3v7q2m5x4ab",
        "jti": "lab_k3v7q2m5x4ab",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(days=365)).timestamp()),
        "environment": "production",
        "assurance": "pod",
        "app": {"name": "Carnet d'été", "version": "2.4.0", "kind": "web", "artefact_digest": "sha256:" + "a" * 64},
        "edition": {"id": "2026-1", "digest": "sha256:" + "b" * 64},
        "report": {"digest": "sha256:" + "c" * 64},
        "purposes": ["prevention", "care"],
        "exchanges": {"measures": ["read", "write"]},
        "status_list": {"idx": 4711, "uri": f"{ISSUER}/status-lists/1"},
        "status": {"status_list": {"idx": 4711, "uri": f"{ISSUER}/status-lists/1"}},
    }


def test_a_label_verifies_with_a_jose_library_alone(key: SigningKey) -> None:
    read = jwt.decode(sign_label(key, CLAIMS), public(key), algorithms=["ES256"])
    assert read.claims["jti"] == CLAIMS.label_id


HEADER = {"alg": "ES256", "typ": "poincon-label+jwt"}
FORGERIES: dict[str, Callable[[SigningKey], str]] = {
    "no signature": lambda key: unsigned({**HEADER, "kid": key.kid}, CLAIMS.to_json()),
    "public key as secret": lambda key: signed_with_public_key({**HEADER, "kid": key.kid}, CLAIMS.to_json(), key.key),
    "another key of the same name": lambda key: sign({**HEADER, "kid": key.kid}, CLAIMS.to_json(), new_key().key),
    "a key that is not published": lambda _key: sign_label(new_key(), CLAIMS),
    "no key named": lambda key: sign(HEADER, CLAIMS.to_json(), key.key),
    "another type": lambda key: sign({**HEADER, "typ": "JWT", "kid": key.kid}, CLAIMS.to_json(), key.key),
    "no type": lambda key: sign({"alg": "ES256", "kid": key.kid}, CLAIMS.to_json(), key.key),
    "a key brought along": lambda key: sign(
        {**HEADER, "kid": key.kid, "jwk": new_key().public_jwk}, CLAIMS.to_json(), new_key().key
    ),
    "another issuer": lambda key: sign_label(key, replace(CLAIMS, issuer="https://other.example")),
    "not JSON": lambda key: sign({**HEADER, "kid": key.kid}, b"label", key.key),
    "not an object": lambda key: sign({**HEADER, "kid": key.kid}, ["label"], key.key),
    "deeply nested": lambda key: sign({**HEADER, "kid": key.kid}, b"[" * 50_000, key.key),
    "a byte changed": lambda key: _with_changed_payload(sign_label(key, CLAIMS)),
    "not a JWS": lambda _key: "label",
    "not ASCII": lambda _key: "é.é.é",
    "empty": lambda _key: "",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_what_the_issuer_did_not_sign_as_a_label_is_refused(
    forgery: Callable[[SigningKey], str], key: SigningKey
) -> None:
    with pytest.raises(StatementError):
        read_label(forgery(key), keys=public(key), issuer=ISSUER)


def test_a_status_list_key_signs_no_label(key: SigningKey) -> None:
    other = new_key(STATUS_LIST)
    both = KeySet.import_key_set({"keys": [key.public_jwk, other.public_jwk]})
    with pytest.raises(StatementError, match="type"):
        read_label(other.sign(CLAIMS.to_json()), keys=both, issuer=ISSUER)


WRONG_CLAIMS: dict[str, Any] = {
    "exp": "tomorrow",
    "iat": 10**30,
    "environment": "staging",
    "assurance": "word of honour",
    "app": "Carnet",
    "purposes": "prevention",
    "exchanges": {"measures": "read"},
    "status_list": {"idx": True, "uri": "x"},
    "status": {"status_list": {"idx": 1, "uri": "elsewhere"}},
    "edition": None,
    "jti": "",
}


@pytest.mark.parametrize("name", WRONG_CLAIMS)
def test_a_claim_of_another_shape_is_refused(name: str, key: SigningKey) -> None:
    claims = CLAIMS.to_json() | {name: WRONG_CLAIMS[name]}
    with pytest.raises(StatementError):
        read_label(key.sign(claims), keys=public(key), issuer=ISSUER)


def _with_changed_payload(compact: str) -> str:
    header, payload, signature = compact.split(".")
    return ".".join([header, payload[:-2] + ("A" if payload[-2] != "A" else "B") + payload[-1], signature])
