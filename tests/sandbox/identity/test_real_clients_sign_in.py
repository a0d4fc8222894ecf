"""Clients that others wrote, over real TLS, each configured from a provider's discovery document alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from authlib.integrations.requests_client import OAuth2Session
from bs4 import BeautifulSoup
from builders.identity import RECIPIENT_KEYS, decrypted, jwks_to_encrypt_for
from builders.node import run_node
from builders.pairing import REDIRECT_URI, session
from builders.spaces import VERIFIER
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.client import Sandbox, SandboxError, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from sandbox.client import Client
    from sandbox.json_value import JsonValue

pytestmark = pytest.mark.integration
PROGRAM = Path(__file__).with_name("openid_client_signs_in.mjs")
CIBA = "urn:openid:params:grant-type:ciba"
PROVIDERS = ["prosanteconnect", "franceconnect", "franceconnect-plus", "apcv"]
DOCUMENTS = {"prosanteconnect": "/.well-known/wallet-openid-configuration"}
LEVELS = {"prosanteconnect": "eidas1", "franceconnect": "eidas1", "franceconnect-plus": "eidas2", "apcv": "eidas3"}
SCOPES = {
    "prosanteconnect": "openid scope_all",
    "franceconnect": "openid identite_pivot email",
    "franceconnect-plus": "openid identite_pivot email",
    "apcv": "openid identity ins",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=7) as running:
        yield running


@pytest.fixture(scope="module")
def space(sandbox: Sandbox) -> Space:
    return sandbox.create_space(mode="strict")


@pytest.fixture
def _trust_in_node(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(sandbox.ca_bundle))


def register(space: Space, provider: str, algorithm: str = "ECDH-ES", **more: JsonValue) -> Client:
    metadata: dict[str, Any] = {"client_name": "Carnet", "redirect_uris": [REDIRECT_URI], **more}
    if provider == "franceconnect-plus":
        metadata |= {
            "jwks": jwks_to_encrypt_for(algorithm),
            "id_token_encrypted_response_alg": algorithm,
            "userinfo_encrypted_response_alg": algorithm,
        }
    else:
        metadata["id_token_signed_response_alg"] = "ES256"
    return space.register_client(metadata, provider=provider)


def document_of(space: Space, provider: str) -> str:
    return space.identity_providers[provider] + DOCUMENTS.get(provider, "/.well-known/openid-configuration")


def somebody(space: Space, provider: str) -> tuple[str, str]:
    """Return login and password of somebody whom the provider knows."""
    if provider == "prosanteconnect":
        one = space.professionals(count=1)[0]
        return one.national_id, one.password
    persona = space.create_persona()
    return persona.email, persona.password


def walk(browser: requests.Session, url: str, login: str, password: str) -> str:
    """Go through a provider's pages; return the redirect to the app."""
    answer = browser.get(url, allow_redirects=False)
    for _step in range(10):
        if answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(REDIRECT_URI):
                return target
            answer = browser.get(target, allow_redirects=False)
            continue
        form = BeautifulSoup(answer.text, "html.parser").select_one("form#sign-in, form#consent")
        fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
        fields |= {"login": login, "password": password} if form["id"] == "sign-in" else {}
        fields["decision"] = "sign-in" if form["id"] == "sign-in" else "allow"
        answer = browser.post(answer.url, data=fields, allow_redirects=False)
    raise AssertionError(f"no callback; the last page was {answer.status_code} {answer.text[:300]}")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_authlib_signs_in(sandbox: Sandbox, space: Space, provider: str) -> None:
    client, (login, password) = register(space, provider), somebody(space, provider)
    with session(sandbox.ca_bundle) as browser:
        found = browser.get(document_of(space, provider), timeout=60).json()
        method = found["token_endpoint_auth_methods_supported"][0]
        made = OAuth2Session(
            client.client_id,
            client.client_secret,
            token_endpoint_auth_method=method,
            redirect_uri=REDIRECT_URI,
            scope=SCOPES[provider],
            code_challenge_method="S256",
            leeway=0,  # by default Authlib takes a token of FranceConnect, good for a minute, as expired at once
        )
        with made as app:
            app.verify, app.trust_env = str(sandbox.ca_bundle), False
            url, state = app.create_authorization_url(
                found["authorization_endpoint"],
                code_verifier=VERIFIER,
                nonce="nonce-of-authlib",
                acr_values=LEVELS[provider],
            )
            location = walk(browser, url, login, password)
            token = app.fetch_token(
                found["token_endpoint"], authorization_response=location, code_verifier=VERIFIER, state=state
            )
            keys = KeySet.import_key_set(browser.get(found["jwks_uri"], timeout=60).json())
            compact = token["id_token"]
            compact = decrypted(compact, "ECDH-ES") if provider == "franceconnect-plus" else compact
            claims = jwt.decode(compact, keys, algorithms=["ES256"]).claims
            told = app.get(found["userinfo_endpoint"])

    assert claims["iss"] == found["issuer"] == space.identity_providers[provider]
    assert claims["aud"] == client.client_id
    assert claims["nonce"] == "nonce-of-authlib"
    assert claims["acr"] == LEVELS[provider]
    assert told.status_code == 200
    assert "Access-Control-Allow-Origin" not in told.headers


@pytest.mark.node
@pytest.mark.usefixtures("_trust_in_node")
@pytest.mark.parametrize(
    ("provider", "algorithm"),
    [
        ("prosanteconnect", "ECDH-ES"),
        ("franceconnect", "ECDH-ES"),
        ("franceconnect-plus", "ECDH-ES"),
        ("franceconnect-plus", "RSA-OAEP"),
        ("apcv", "ECDH-ES"),
    ],
)
def test_openid_client_signs_in(space: Space, tmp_path: Path, provider: str, algorithm: str) -> None:
    client, (login, password) = register(space, provider, algorithm), somebody(space, provider)
    encrypts = provider == "franceconnect-plus"

    seen = run_node(
        PROGRAM,
        tmp_path,
        {
            "document": document_of(space, provider),
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "method": "client_secret_post" if provider.startswith("france") else "client_secret_basic",
            "algorithm": "ES256",
            "userinfo_algorithm": "ES256" if provider.startswith("france") else None,
            "key": RECIPIENT_KEYS[algorithm].as_dict(private=True) if encrypts else None,
            "scope": SCOPES[provider],
            "acr": LEVELS[provider],
            "login": login,
            "password": password,
        },
    )

    assert "error" not in seen, seen
    assert seen["claims"]["iss"] == space.identity_providers[provider]
    assert seen["claims"]["acr"] == LEVELS[provider]
    assert seen["userinfo"]["sub"] == seen["claims"]["sub"]
    assert seen["userinfo"]["family_name"]


@pytest.mark.node
@pytest.mark.usefixtures("_trust_in_node")
@pytest.mark.parametrize(("decision", "error"), [("accept", None), ("refuse", "access_denied")])
def test_openid_client_polls_until_the_phone_answers(
    space: Space, tmp_path: Path, decision: str, error: str | None
) -> None:
    client = register(space, "prosanteconnect", grant_types=["authorization_code", CIBA])
    one = space.professionals(start=1, count=1)[0]

    seen = run_node(
        PROGRAM,
        tmp_path,
        {
            "document": document_of(space, "prosanteconnect"),
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "method": "client_secret_basic",
            "algorithm": "ES256",
            "scope": "openid scope_all",
            "acr": "eidas1",
            "login": one.national_id,
            "password": one.password,
            "phone": f"{space.issuer}/psc/e-cps",
            "decision": decision,
        },
    )

    assert seen.get("error") == error
    if error is None:
        assert seen["message_shown"] is True
        assert seen["claims"]["amr"] == ["swk", "pin", "mfa"]
        assert seen["userinfo"]["SubjectNameID"] == one.national_id


def test_plain_requests_ask_and_nothing_secret_is_journalled(sandbox: Sandbox, space: Space) -> None:
    """CIBA Core 1.0 without any library; then the whole journal is searched for what was said."""
    client = register(space, "prosanteconnect", grant_types=["authorization_code", CIBA])
    one = space.professionals(start=2, count=1)[0]
    phone, after = f"{space.issuer}/psc/e-cps", len(space.events())
    with session(sandbox.ca_bundle) as app, session(sandbox.ca_bundle) as device:
        app.auth = (client.client_id, client.client_secret or "")
        found = app.get(document_of(space, "prosanteconnect"), timeout=60).json()
        form = {"scope": "openid scope_all", "login_hint": one.national_id, "acr_values": "eidas1"}
        asked = app.post(found["backchannel_authentication_endpoint"], data=form, timeout=60).json()
        poll = {"grant_type": CIBA, "auth_req_id": asked["auth_req_id"]}
        device.post(phone, data={"login": one.national_id, "password": one.password}, timeout=60)
        page = BeautifulSoup(device.get(phone, timeout=60).text, "html.parser").select_one("form[id^=answer-]")
        fields = {str(field["name"]): str(field["value"]) for field in page.select("input")}
        device.post(phone, data={**fields, "decision": "accept"}, timeout=60)
        answer = app.post(found["token_endpoint"], data=poll, timeout=60).json()
        introspected = app.post(found["introspection_endpoint"], data={"token": answer["access_token"]}, timeout=60)
        ecps = device.cookies.get("poincon_ecps") or "no cookie"
    journal = json.dumps(space.events(), ensure_ascii=False)

    assert introspected.json()["active"] is True
    assert len(space.events()) > after
    secrets = [asked["auth_req_id"], answer["access_token"], answer["id_token"].rpartition(".")[2]]
    for secret in (*secrets, one.password, client.client_secret or "no secret", ecps):
        assert secret not in journal
    endpoints = {event.get("endpoint") for event in space.events() if event["kind"] == "exchange"}
    assert {"prosanteconnect_backchannel", "prosanteconnect_token", "prosanteconnect_phone"} <= endpoints


def test_a_provider_that_does_not_exist_is_refused(space: Space) -> None:
    with pytest.raises(SandboxError, match="no identity provider is called 'google'; there are: prosanteconnect"):
        space.register_client({"redirect_uris": [REDIRECT_URI]}, provider="google")


def test_keys_and_clients_of_a_standing_space_outlive_it(tmp_path: Path) -> None:
    told = []
    for _ in range(2):
        with Sandbox.start(seed=7, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="mes")
            client = space.register_client({"redirect_uris": [REDIRECT_URI]}, client_id="carnet", provider="apcv")
            with session(sandbox.ca_bundle) as app:
                keys = app.get(f"{space.identity_providers['apcv']}/jwks", timeout=60).json()
            told.append((client.client_secret, keys))

    assert told[0] == told[1]
