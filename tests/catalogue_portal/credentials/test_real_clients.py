"""Clients that others wrote obtain a token, ask about it and revoke it over HTTP."""

import time
from pathlib import Path
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from builders.client_assertions import new_key, registered
from builders.node import run_node
from builders.serving import served
from builders.tokens import claims_of

pytestmark = pytest.mark.integration
PROGRAM = Path(__file__).with_name("openid_client.mjs")
WEB_CRYPTO: dict[str, dict[str, Any]] = {
    "ES256": {"name": "ECDSA", "namedCurve": "P-256"},
    "PS256": {"name": "RSA-PSS", "hash": "SHA-256"},
    "Ed25519": {"name": "Ed25519"},
}


@pytest.mark.node
@pytest.mark.parametrize("algorithm", WEB_CRYPTO)
def test_openid_client_obtains_introspects_and_revokes_a_token(algorithm: str, tmp_path: Path) -> None:
    key = new_key(algorithm)
    with served(tmp_path / "data", demo=True) as world:
        issuer = world.context.settings.public_url
        client_id = registered(world, key).id
        private = {name: value for name, value in key.as_dict(private=True).items() if name not in {"alg", "key_ops"}}
        task = {"issuer": issuer, "client_id": client_id, "key": private, "algorithm": WEB_CRYPTO[algorithm]}
        told = run_node(PROGRAM, tmp_path, task)
    assert told["issuer"] == issuer
    assert (told["tokens"]["token_type"], told["tokens"]["expires_in"]) == ("bearer", 300)
    assert told["introspected"]["active"] is True
    assert told["introspected"]["client_id"] == claims_of(told["tokens"]["access_token"])["client_id"] == client_id
    assert told["revoked"] == {"active": False}
    assert told["beyond"]["error"] == "invalid_scope"
    assert told["asItComes"]["token_type"] == "bearer", "a demonstration accepts the form before RFC 10070"


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "PS256", "RS384"])
def test_authlib_obtains_and_introspects_a_token(algorithm: str, tmp_path: Path) -> None:
    key = new_key(algorithm)
    with served(tmp_path / "data") as world:
        issuer = world.context.settings.public_url
        registration = registered(world, key)
        session = OAuth2Session(registration.id, key, token_endpoint_auth_method="private_key_jwt")
        session.register_client_auth_method(
            PrivateKeyJWT(
                issuer,
                alg=algorithm,
                claims={"exp": int(time.time()) + 60},
                headers={"typ": "client-authentication+jwt", "kid": key.kid},
            )
        )
        token = session.fetch_token(f"{issuer}/oauth2/token", grant_type="client_credentials", scope="runs:read")
        # Authlib signs with the same jti while its claims are the same object; another session has another.
        again = OAuth2Session(registration.id, key, token_endpoint_auth_method="private_key_jwt")
        again.register_client_auth_method(
            PrivateKeyJWT(
                issuer,
                alg=algorithm,
                claims={"exp": int(time.time()) + 60},
                headers={"typ": "client-authentication+jwt", "kid": key.kid},
            )
        )
        told = again.introspect_token(f"{issuer}/oauth2/introspect", token=token["access_token"]).json()
    assert (token["scope"], token["expires_in"]) == ("runs:read", 300)
    assert (told["active"], told["scope"]) == (True, "runs:read")
