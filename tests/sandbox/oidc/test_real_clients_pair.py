"""Clients that others wrote pair a person over real TLS: Authlib for Python, openid-client for Node.js."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from builders.node import run_node
from builders.pairing import METADATA, REDIRECT_URI, SCOPE, Pairing
from builders.spaces import VERIFIER
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from sandbox.client import Client, Sandbox, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration
METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
PUSHED_AND_SIGNED = {"require_pushed_authorization_requests": True, "userinfo_signed_response_alg": "ES256"}
BOUND = {"dpop_bound_access_tokens": True}
PROGRAM = Path(__file__).with_name("openid_client_pairs.mjs")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=7) as running:
        yield running


@pytest.fixture(scope="module", params=["suite", "strict"])
def space(sandbox: Sandbox, request: pytest.FixtureRequest) -> Space:
    return sandbox.create_space(mode=request.param)


@pytest.fixture
def _trust_in_node(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(sandbox.ca_bundle))


def register(space: Space, method: str, algorithm: str, **more: Any) -> Client:  # noqa: ANN401 - RFC 7591
    changes = {"token_endpoint_auth_method": method, "id_token_signed_response_alg": algorithm, **more}
    return space.register_client({**METADATA, **changes})


@pytest.mark.parametrize("method", METHODS)
def test_authlib_pairs_refreshes_and_revokes(sandbox: Sandbox, space: Space, method: str) -> None:
    client = register(space, method, "ES256")
    metadata = requests.get(
        f"{space.issuer}/.well-known/openid-configuration", verify=str(sandbox.ca_bundle), timeout=60
    ).json()
    secret = ECKey.import_key(client.private_jwk) if client.private_jwk else client.client_secret
    made = OAuth2Session(
        client.client_id,
        secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        redirect_uri=REDIRECT_URI,
        scope=SCOPE,
        code_challenge_method="S256",
    )
    with made as session:
        session.verify, session.trust_env = str(sandbox.ca_bundle), False
        if method == "private_key_jwt":
            session.register_client_auth_method(PrivateKeyJWT(metadata["token_endpoint"], alg="ES256"))
        url, state = session.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=VERIFIER, nonce="nonce-of-authlib"
        )
        location = _location(Pairing(space, client, space.create_persona(), sandbox.ca_bundle), url)

        token = session.fetch_token(
            metadata["token_endpoint"], authorization_response=location, code_verifier=VERIFIER, state=state
        )

        claims = _verified(sandbox, metadata, token["id_token"])
        assert claims["nonce"] == "nonce-of-authlib"
        assert claims["aud"] == client.client_id
        session.token = token
        assert session.get(metadata["userinfo_endpoint"]).json()["sub"] == claims["sub"]
        refreshed = session.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
        assert refreshed["refresh_token"] != token["refresh_token"]
        revoked = session.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"])
        assert revoked.status_code == 200
        assert session.get(metadata["userinfo_endpoint"]).status_code == 401


@pytest.mark.node
@pytest.mark.usefixtures("_trust_in_node")
@pytest.mark.parametrize(
    "how",
    [
        ("client_secret_basic", "ES256", "oidc", {}),
        ("client_secret_post", "RS256", "oauth2", {"userinfo_signed_response_alg": "RS256"}),
        ("private_key_jwt", "ES256", "oidc", PUSHED_AND_SIGNED),
        ("none", "ES256", "oauth2", {"require_pushed_authorization_requests": True}),
        ("client_secret_basic", "ES256", "oidc", BOUND),
        ("none", "ES256", "oauth2", BOUND | {"require_pushed_authorization_requests": True}),
        ("self_signed_tls_client_auth", "ES256", "oidc", {"use_mtls_endpoint_aliases": True}),
        ("self_signed_tls_client_auth", "ES256", "oidc", {"use_mtls_endpoint_aliases": True, **PUSHED_AND_SIGNED}),
    ],
)
def test_openid_client_pairs_refreshes_and_revokes(
    space: Space, tmp_path: Path, how: tuple[str, str, str, dict[str, Any]]
) -> None:
    method, algorithm, discovery, metadata = how
    client = register(space, method, algorithm, **metadata)

    seen = paired(space, client, tmp_path, method=method, algorithm=algorithm, discovery=discovery, metadata=metadata)

    assert seen["scope"] == "openid identity measures.read"
    assert seen["kept_auth_time"] is True
    assert seen["rotated"] is True
    assert seen["after_revocation"] == "invalid_grant"
    assert seen["refusal"] == "access_denied"
    assert seen["end_session"] == f"/s/{space.id}/oauth2/logout"


@pytest.mark.node
@pytest.mark.usefixtures("_trust_in_node")
@pytest.mark.parametrize("responses", ["ES256", "RS256"])
def test_openid_client_takes_signed_responses_only(space: Space, tmp_path: Path, responses: str) -> None:
    metadata = {"authorization_signed_response_alg": responses}
    client = register(space, "client_secret_basic", "ES256", **metadata)

    seen = paired(space, client, tmp_path, metadata=metadata)

    assert seen["refusal"] == "access_denied"


def paired(space: Space, client: Client, folder: Path, **how: object) -> dict[str, Any]:
    """What openid-client saw of a pairing with somebody new."""
    persona = space.create_persona()
    task: dict[str, Any] = {
        "issuer": space.issuer,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "tls_pem": client.tls_pem,
        "key": {name: value for name, value in (client.private_jwk or {}).items() if name not in {"alg", "use"}},
        "method": "client_secret_basic",
        "algorithm": "ES256",
        "discovery": "oidc",
        "metadata": {},
        "email": persona.email,
        "password": persona.password,
        **how,
    }

    seen = run_node(PROGRAM, folder, task)

    assert seen["token_type"] == ("dpop" if "dpop_bound_access_tokens" in task["metadata"] else "bearer")
    assert seen["claims"]["name"] == seen["userinfo"]["name"] == persona.name
    return seen


def _location(pairing: Pairing, url: str) -> str:
    """Let the person answer a request that the client wrote itself, and return the redirect to the app."""
    pairing._request = lambda: dict(parse_qsl(urlsplit(url).query))
    return f"{REDIRECT_URI}?{urlencode(pairing.callback())}"


def _verified(sandbox: Sandbox, metadata: dict[str, Any], id_token: str) -> dict[str, Any]:
    published = requests.get(metadata["jwks_uri"], verify=str(sandbox.ca_bundle), timeout=60).json()
    claims = jwt.decode(id_token, KeySet.import_key_set(published), algorithms=["ES256"]).claims
    assert claims["iss"] == metadata["issuer"]
    return claims
