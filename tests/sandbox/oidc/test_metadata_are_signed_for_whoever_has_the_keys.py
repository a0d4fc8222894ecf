"""The signed copy of the metadata (RFC 8414, 2.1), read by joserfc with the keys given beforehand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata
from builders.spaces import MAIN, Bench, claims_of
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet

from sandbox.faults import catalogue
from sandbox.hooks import WireAnswer
from sandbox.oidc.signed_metadata import MetadataKeys
from sandbox.oidc.signing_keys import SigningKeys

if TYPE_CHECKING:
    from pathlib import Path

DISCOVERY = "/.well-known/openid-configuration"
OAUTH = f"{MAIN}/.well-known/oauth-authorization-server/s/s1"
ADDED = {"iss", "iat", "exp"}


@pytest.fixture
def keys(bench: Bench) -> KeySet:
    return KeySet.import_key_set(bench.space.part(MetadataKeys).public())  # type: ignore[arg-type]


def told(bench: Bench, *, fault: str | None = None, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - any setting
    if fault is not None:
        bench.open_episode("e-1", catalogue.load(fault, params))
    document: dict[str, Any] = bench.get(DISCOVERY, episode="e-1" if fault else None).json
    return document


def verified(bench: Bench, document: dict[str, Any], keys: KeySet) -> dict[str, Any]:
    """What a reader of ours finds: the signature, the algorithm, who attests, the time."""
    token = jwt.decode(document["signed_metadata"], keys, algorithms=["ES256"])
    registry = jwt.JWTClaimsRegistry(iss={"essential": True, "value": bench.space.issuer}, exp={"essential": True})
    registry.validate(token.claims)
    return dict(token.claims)


def test_nothing_is_signed_before_somebody_has_the_keys(bench: Bench) -> None:
    before = told(bench)
    bench.space.part(MetadataKeys).public()
    after = told(bench)

    assert "signed_metadata" not in before
    assert after.keys() - before.keys() == {"signed_metadata"}
    assert after | before == after


@pytest.mark.parametrize("path", [DISCOVERY, OAUTH])
def test_the_copy_says_all_that_the_document_says(bench: Bench, keys: KeySet, path: str) -> None:
    document = bench.get(path).json
    plain = {name: value for name, value in document.items() if name != "signed_metadata"}

    claims = verified(bench, document, keys)

    assert {name: value for name, value in claims.items() if name not in ADDED} == plain
    assert claims["exp"] > claims["iat"]
    OpenIDProviderMetadata(document).validate()
    AuthorizationServerMetadata(document).validate()


def test_the_key_is_none_that_the_metadata_lead_to(bench: Bench, keys: KeySet) -> None:
    published = KeySet.import_key_set(bench.get("/oauth2/jwks").json)

    assert not {key.kid for key in keys.keys} & {key.kid for key in published.keys}
    assert all("d" not in key for key in bench.space.part(MetadataKeys).public()["keys"])
    with pytest.raises(JoseError):
        jwt.decode(told(bench)["signed_metadata"], published, algorithms=["ES256"])


def test_the_key_stays_when_those_of_id_tokens_change(bench: Bench, keys: KeySet) -> None:
    bench.space.part(SigningKeys).rotate()
    assert bench.space.part(MetadataKeys).public() == keys.as_dict(private=False)


def test_a_kept_space_signs_with_the_same_key_again(tmp_path: Path) -> None:
    first = Bench(state_dir=tmp_path).space.part(MetadataKeys).public()
    again = Bench(state_dir=tmp_path)

    assert verified(again, told(again), KeySet.import_key_set(first))  # type: ignore[arg-type]
    assert again.space.part(MetadataKeys).public() == first


def test_the_second_issuer_and_smart_sign_nothing(bench: Bench, keys: KeySet) -> None:
    assert keys
    assert "signed_metadata" not in bench.get(f"/neighbour{DISCOVERY}").json
    assert "signed_metadata" not in bench.get("/api/mesures/fhir/.well-known/smart-configuration").json


@pytest.mark.parametrize(
    ("fault", "params"),
    [
        ("discovery_wrong_issuer", {}),
        ("discovery_issuer_respelled", {"how": "case"}),
        ("discovery_plain_http", {}),
        ("discovery_pkce_methods", {}),
        ("discovery_weak_algorithms", {}),
        ("discovery_more_members", {}),
    ],
)
def test_who_lies_in_the_document_signs_the_lie(bench: Bench, keys: KeySet, fault: str, params: dict[str, Any]) -> None:
    honest = told(bench)
    lying = told(bench, fault=fault, **params)
    plain = {name: value for name, value in lying.items() if name != "signed_metadata"}

    claims = verified(bench, lying, keys)

    assert plain != {name: value for name, value in honest.items() if name != "signed_metadata"}
    assert {name: value for name, value in claims.items() if name not in ADDED} == plain


@pytest.mark.parametrize(
    ("fault", "params", "member"),
    [
        ("discovery_malformed", {"how": "types"}, "jwks_uri"),
        ("discovery_redirected", {}, "issuer"),
        ("jwks_where_certificates_are_asked", {}, "jwks_uri"),
    ],
)
def test_who_lies_on_the_wire_signs_the_lie_too(
    bench: Bench, keys: KeySet, fault: str, params: dict[str, Any], member: str
) -> None:
    aliases = {"mtls_endpoint_aliases": {"token_endpoint": "https://localhost:1/s/s1/oauth2/token"}}
    document = told(bench) | aliases
    there = f"https://127.0.0.1:8443/s/s1{DISCOVERY}"
    honest = WireAnswer("discovery", 200, (), b"", url=there, sign=bench.exchange.sign).saying(document)

    lying = json.loads(catalogue.load(fault, params).answer(honest).body)  # type: ignore[attr-defined]
    plain = {name: value for name, value in lying.items() if name != "signed_metadata"}

    claims = verified(bench, lying, keys)
    assert plain[member] != document[member]
    assert {name: value for name, value in claims.items() if name not in ADDED} == plain


@pytest.mark.parametrize(
    ("way", "refusal"),
    [
        ("stranger", BadSignatureError),
        ("alg_none", JoseError),
        ("expired", ExpiredTokenError),
        ("wrong_iss", InvalidClaimError),
        ("absent", KeyError),
    ],
)
def test_each_way_is_refused_for_its_own_reason(bench: Bench, keys: KeySet, way: str, refusal: type[Exception]) -> None:
    honest, lying = told(bench), told(bench, fault="signed_metadata_unsound", way=way)

    assert {**lying, "signed_metadata": ""} == {**honest, "signed_metadata": ""}
    assert bench.exchange.faults == ["signed_metadata_unsound"]
    if way != "absent":
        dates = {"iat", "exp"}
        claims = claims_of(honest["signed_metadata"]), claims_of(lying["signed_metadata"])
        different = {name for name in claims[0] if claims[0][name] != claims[1][name]}
        assert different - (dates if way == "expired" else set()) == ({"iss"} if way == "wrong_iss" else set())
    with pytest.raises(refusal):
        verified(bench, lying, keys)
