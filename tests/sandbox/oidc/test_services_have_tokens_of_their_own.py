from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2 import OAuth2Error
from builders.spaces import CALLBACK, MAIN, TOKEN, Bench
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey, import_key

from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.client_authentication import ASSERTION_TYPE
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients

if TYPE_CHECKING:
    from joserfc.jwk import Key
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient

SCOPE = "system/Practitioner.rs"
SERVICE: dict[str, Any] = {
    "token_endpoint_auth_method": "private_key_jwt",
    "token_endpoint_auth_signing_alg": "ES384",
    "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    "scope": f"openid measures.read {SCOPE} system/Organization.rs",
}
_numbers = itertools.count()


def key_of(client: RegisteredClient) -> Key:
    assert client.private_jwk is not None
    return import_key(client.private_jwk)  # type: ignore[arg-type]  # made by the space


def assertion(client: RegisteredClient, bench: Bench, key: Key | None = None, **claims: object) -> str:
    """An assertion that is right but for these; a claim given as None is left out."""
    signer = key or key_of(client)
    alg = "RS384" if isinstance(signer, RSAKey) else "ES384"
    whole = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": bench.space.token_endpoint,
        "exp": int(time.time()) + 240,
        "jti": f"a-{next(_numbers)}",
        **claims,
    }
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": signer.kid}, kept, signer, algorithms=[alg])


def ask(bench: Bench, client: RegisteredClient, *, by: str | None = None, **form: str) -> TestResponse:
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": by or assertion(client, bench)}
    whole = {"grant_type": "client_credentials", "scope": SCOPE, **proof, **form}
    return bench.post(f"{TOKEN}/s/s1/oauth2/token", data={name: value for name, value in whole.items() if value})


def read(bench: Bench, token: str, what: str = "agenda/fhir/Practitioner?_summary=count") -> TestResponse:
    return bench.get(f"{MAIN}/s/s1/api/{what}", headers={"Authorization": f"Bearer {token}"})


def test_a_service_gets_a_token_of_five_minutes_and_nothing_to_renew_it_with(bench: Bench) -> None:
    answer = ask(bench, bench.register(**SERVICE))

    assert answer.status_code == 200
    assert {name: answer.json[name] for name in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": SCOPE,
    }
    assert set(answer.json) == {"access_token", "token_type", "expires_in", "scope"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_its_token_opens_the_directory_and_nothing_that_is_about_anybody(bench: Bench) -> None:
    token = ask(bench, bench.register(**SERVICE)).json["access_token"]

    assert read(bench, token).json["total"] > 0
    found = read(bench, token, "agenda/fhir/Practitioner?_count=1").json["entry"][0]["resource"]
    assert read(bench, token, f"agenda/fhir/Practitioner/{found['id']}").json == found
    assert read(bench, token, "agenda/fhir/Organization").status_code == 403  # which this token is not for
    assert read(bench, token, "agenda/fhir/Appointment").status_code == 401
    assert read(bench, token, "measures/fhir/Observation").status_code in {401, 404}
    assert bench.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_that_is_revoked_opens_nothing(bench: Bench) -> None:
    client = bench.register(**SERVICE)
    token = ask(bench, client).json["access_token"]

    bench.space.part(Authorizations).revoke_client(client.client_id)

    refused = read(bench, token)
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["WWW-Authenticate"]


def test_a_call_without_a_token_is_refused_as_ever(bench: Bench) -> None:
    bench.register(**SERVICE)
    assert bench.get(f"{MAIN}/s/s1/api/agenda/fhir/Practitioner").status_code == 401


@pytest.mark.parametrize("scope", ["", "measures.read", "openid", f"{SCOPE} openid", "system/Location.rs"])
def test_only_registered_scopes_of_services_are_given(bench: Bench, scope: str) -> None:
    refused = ask(bench, bench.register(**SERVICE), scope=scope)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_scope")


def test_people_are_not_asked_for_scopes_of_services(bench: Bench) -> None:
    client = bench.register(**SERVICE)
    query = {"response_type": "code", "client_id": client.client_id, "redirect_uri": CALLBACK, "state": "s"}
    answer = bench.get("/oauth2/authorize", query_string={**query, "scope": f"openid {SCOPE}"})
    assert "error=invalid_scope" in answer.headers["Location"]


@pytest.mark.parametrize("claims", [{"exp": int(time.time()) + 3000}, {"aud": "https://elsewhere.example"}])
def test_an_assertion_for_long_or_for_another_is_refused(bench: Bench, claims: dict[str, object]) -> None:
    client = bench.register(**SERVICE)
    refused = ask(bench, client, by=assertion(client, bench, **claims))
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")


def test_an_assertion_is_taken_once(bench: Bench) -> None:
    client = bench.register(**SERVICE)
    made = assertion(client, bench)
    assert ask(bench, client, by=made).status_code == 200
    assert ask(bench, client, by=made).json["error"] == "invalid_client"


def test_a_key_of_rsa_may_be_brought(bench: Bench) -> None:
    key = RSAKey.generate_key(2048, auto_kid=True)
    brought = {"jwks": {"keys": [key.as_dict(private=False)]}, "token_endpoint_auth_signing_alg": "RS384"}
    client = bench.register(**SERVICE | brought)
    assert ask(bench, client, by=assertion(client, bench, key)).status_code == 200


def test_what_a_judge_must_know_of_an_assertion_is_noted(bench: Bench) -> None:
    client = bench.register(**SERVICE)
    ask(bench, client, by=assertion(client, bench, jti="one"))
    noted = {name: value for name, value in bench.exchange.facts.items() if name.startswith("assertion_")}
    assert noted.pop("assertion_life") in {239, 240}
    assert noted == {
        "assertion_alg": "ES384",
        "assertion_jti": "one",
        "assertion_for_us": True,
        "assertion_key_known": True,
    }


def test_a_foreign_key_and_audience_are_noted(bench: Bench) -> None:
    client, key = bench.register(**SERVICE), ECKey.generate_key("P-384", auto_kid=True)
    wrong = assertion(client, bench, key, aud=[bench.space.issuer, "https://elsewhere.example"])
    assert ask(bench, client, by=wrong).json["error"] == "invalid_client"
    assert bench.exchange.facts["assertion_key_known"] is False
    assert bench.exchange.facts["assertion_for_us"] is False


@pytest.mark.parametrize("made", ["x", "a.b.c", "W10.W10.c", "e30.e30.c"])
def test_what_is_no_assertion_is_an_answer_too(bench: Bench, made: str) -> None:
    assert ask(bench, bench.register(**SERVICE), by=made).json["error"] == "invalid_client"
    assert bench.exchange.facts["assertion_alg"] is None


def test_the_grant_is_there_and_published_only_where_a_client_asked_for_it(bench: Bench) -> None:
    other = bench.register()
    form = {"grant_type": "client_credentials", "client_id": other.client_id, "client_secret": str(other.client_secret)}
    assert bench.post("/oauth2/token", data=form).json["error"] == "unsupported_grant_type"
    before = bench.get("/.well-known/openid-configuration").json
    assert "client_credentials" not in before["grant_types_supported"]
    assert SCOPE not in before["scopes_supported"]

    service = bench.register(**SERVICE)

    after = bench.get("/.well-known/openid-configuration").json
    assert "client_credentials" in after["grant_types_supported"]
    assert SCOPE in after["scopes_supported"]
    bench.space.part(Clients).remove(service.client_id)
    assert bench.get("/.well-known/openid-configuration").json == before


def test_a_client_without_the_grant_may_not_use_it(bench: Bench) -> None:
    bench.register(**SERVICE)
    plain = bench.register(token_endpoint_auth_method="private_key_jwt", token_endpoint_auth_signing_alg="ES384")
    refused = ask(bench, plain)
    assert (refused.status_code, refused.json["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"token_endpoint_auth_method": "client_secret_basic"}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_signing_alg": "ES256"}, "token_endpoint_auth_signing_alg"),
        ({"token_endpoint_auth_signing_alg": None}, "token_endpoint_auth_signing_alg"),
        ({"scope": "openid"}, "scope"),
        ({"scope": None}, "scope"),
        ({"scope": f"openid {SCOPE} system/Patient.rs"}, "scope"),
        ({"grant_types": ["client_credentials"]}, "grant_types"),
        ({"grant_types": ["authorization_code"]}, "scope"),
    ],
)
def test_a_service_registers_with_key_algorithm_and_scope(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(OAuth2Error, match=named):
        read_client_metadata({"redirect_uris": [CALLBACK], **SERVICE, **changes})


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "PS256", "RS256", "RS384", "Ed25519", "EdDSA"])
def test_the_key_that_the_space_makes_is_for_the_algorithm(bench: Bench, algorithm: str) -> None:
    client = bench.register(token_endpoint_auth_method="private_key_jwt", token_endpoint_auth_signing_alg=algorithm)
    kinds = {"ES256": "P-256", "ES384": "P-384", "Ed25519": "Ed25519", "EdDSA": "Ed25519"}
    assert client.private_jwk is not None
    assert client.private_jwk.get("crv") == kinds.get(algorithm)
    assert client.private_jwk["alg"] == algorithm
    again = bench.space.part(Clients).register(client.metadata, client_id=client.client_id)
    assert again.private_jwk == client.private_jwk
