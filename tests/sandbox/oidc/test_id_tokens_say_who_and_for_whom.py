from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import pytest
from builders.spaces import Bench, claims_of
from joserfc import jws, jwt
from joserfc.jwk import KeySet, OctKey

if TYPE_CHECKING:
    from sandbox.hooks import JsonAnswer, SignedToken
    from sandbox.json_value import JsonObject


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_an_id_token_verifies_against_the_published_keys(bench: Bench, algorithm: str) -> None:
    paired = bench.pair(bench.register(id_token_signed_response_alg=algorithm))
    published = bench.get("/oauth2/jwks").json

    token = jwt.decode(paired.answer["id_token"], KeySet.import_key_set(published), algorithms=[algorithm])

    assert token.header["alg"] == algorithm
    assert token.claims == paired.claims


def test_an_id_token_is_signed_with_the_secret_of_the_client_that_asks(bench: Bench) -> None:
    offered = bench.get("/.well-known/openid-configuration").json["id_token_signing_alg_values_supported"]
    paired = bench.pair(bench.register(id_token_signed_response_alg="HS256"))
    asked = bench.get("/.well-known/openid-configuration").json["id_token_signing_alg_values_supported"]
    secret = OctKey.import_key(paired.client.secret)

    token = jwt.decode(paired.answer["id_token"], secret, algorithms=["HS256"])

    assert (token.header, token.claims) == ({"typ": "JWT", "alg": "HS256"}, paired.claims)
    assert (offered, asked) == (["RS256", "ES256"], ["RS256", "ES256", "HS256"])
    assert len(bench.get("/oauth2/jwks").json["keys"]) == 2


def test_published_keys_have_no_private_member(bench: Bench) -> None:
    keys = bench.get("/oauth2/jwks").json["keys"]

    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("RSA", "RS256", "sig"), ("EC", "ES256", "sig")]
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {name for key in keys for name in key}
    assert len({key["kid"] for key in keys}) == 2


def test_it_carries_the_claims_of_a_pairing(bench: Bench) -> None:
    paired = bench.pair()
    claims, person = paired.claims, paired.persona

    digest = hashlib.sha256(paired.answer["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert claims["iss"] == bench.space.issuer
    assert claims["aud"] == paired.client.client_id
    assert claims["nonce"] == "nonce-1"
    assert claims["exp"] - claims["iat"] == 300
    assert claims["auth_time"] <= claims["iat"]
    assert (claims["name"], claims["email"]) == (person.name, person.email)
    assert claims["oid"] == paired.client.solution_oid
    assert claims["assign_auth"] == paired.client.assign_auth
    assert claims["idpe"] not in {claims["sub"], person.ins.matricule}
    assert person.ins.matricule not in str(claims)


def test_without_nonce_there_is_none(bench: Bench) -> None:
    assert "nonce" not in bench.pair(nonce=None).claims


def test_identity_is_told_only_when_asked_for(bench: Bench) -> None:
    paired = bench.pair(scope="openid measures.read")

    assert paired.claims["name"] == paired.persona.name
    assert not {"email", "birthdate", "gender"} & set(paired.claims)


def test_two_clients_know_a_person_by_different_identifiers(bench: Bench) -> None:
    persona = bench.persona()
    one, two = bench.pair(persona=persona).claims, bench.pair(persona=persona).claims
    again = bench.pair(persona=persona, client=bench.pair().client).claims

    for name in ("sub", "idpe", "oid", "assign_auth"):
        assert len({claims[name] for claims in (one, two, again)}) == 3


def test_userinfo_agrees_with_the_id_token(bench: Bench) -> None:
    paired = bench.pair()

    userinfo = bench.get("/oauth2/userinfo", headers=paired.headers)

    assert userinfo.json["sub"] == paired.claims["sub"]
    assert {name: paired.claims[name] for name in userinfo.json} == userinfo.json
    assert bench.exchange.facts["token_state"] == "valid"


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer unknown", "Basic abc", "Bearer é"])
def test_userinfo_without_a_good_token_is_a_challenge(bench: Bench, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = bench.get("/oauth2/userinfo", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")
    assert bench.exchange.facts["token_state"] == "unknown"


@dataclass(frozen=True)
class Lies:
    id: ClassVar[str] = "lies"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        return claims | {"nonce": "another"}

    def id_token(self, token: SignedToken) -> SignedToken:
        return replace(token, jws=token.jws + "x")

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        return replace(answer, body={**answer.body, "token_type": "odd"}, headers={**answer.headers, "X-Lie": "yes"})


def test_faults_pass_through_the_seams_and_only_of_their_episode(bench: Bench) -> None:
    bench.open_episode("e-1", Lies())
    bench.open_episode("e-2")

    lied, honest = bench.pair(episode="e-1"), None
    assert bench.exchange.faults == ["lies"]
    honest = bench.pair(episode="e-2")

    assert lied.answer["token_type"] == "odd"
    assert claims_of(lied.answer["id_token"][:-1])["nonce"] == "another"
    assert honest.answer["token_type"] == "Bearer"
    assert honest.claims["nonce"] == "nonce-1"
    jws.extract_compact(honest.answer["id_token"].encode())


def test_keys_and_clients_of_a_standing_space_outlive_it(tmp_path: object) -> None:
    before = Bench(state_dir=tmp_path)
    client = before.register(token_endpoint_auth_method="private_key_jwt")
    keys = before.get("/oauth2/jwks").json
    person = before.persona()

    after = Bench(state_dir=tmp_path)

    from sandbox.oidc.clients import Clients  # noqa: PLC0415
    from sandbox.people.people import People  # noqa: PLC0415

    assert after.get("/oauth2/jwks").json == keys
    assert after.space.part(Clients).find(client.client_id) == client
    assert after.space.part(People).find(person.id) is not None
    assert after.persona() != person
    assert sorted(file.name for file in tmp_path.iterdir()) == ["clients.json", "people.json", "signing-keys.json"]
    assert (tmp_path / "clients.json").stat().st_mode & 0o077 == 0
    assert (tmp_path / "signing-keys.json").stat().st_mode & 0o077 == 0
