"""Clients that are known by a certificate of their own (RFC 8705, 2.2), over real TLS, by requests and OpenSSL."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from builders.pairing import METADATA, REDIRECT_URI, SCOPE, Pairing, session
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey

from sandbox.client import Client, Sandbox, SandboxError, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration
METHOD = "self_signed_tls_client_auth"
ALIASES = "mtls_endpoint_aliases"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=7) as running:
        yield running


@pytest.fixture(params=["suite", "strict"])
def space(sandbox: Sandbox, request: pytest.FixtureRequest) -> Space:
    return sandbox.create_space(mode=request.param)


@pytest.fixture
def strict(sandbox: Sandbox) -> Space:
    return sandbox.create_space(mode="strict")


def register(space: Space, **more: Any) -> Client:  # noqa: ANN401 - RFC 7591
    return space.register_client({**METADATA, "token_endpoint_auth_method": METHOD, **more})


def metadata(sandbox: Sandbox, space: Space) -> dict[str, Any]:
    with session(sandbox.ca_bundle) as app:
        found: dict[str, Any] = app.get(f"{space.issuer}/.well-known/openid-configuration", timeout=60).json()
    return found


def pem(folder: Path, client: Client) -> str:
    file = folder / f"{client.client_id}.pem"
    file.write_text(client.tls_pem or "")
    return str(file)


def post(sandbox: Sandbox, url: str, form: dict[str, str], cert: str | None = None, **more: Any) -> requests.Response:  # noqa: ANN401
    with session(sandbox.ca_bundle) as app:
        return app.post(url, data=form, cert=cert, timeout=60, **more)


def test_nothing_is_published_where_no_client_asked(sandbox: Sandbox, space: Space) -> None:
    before = metadata(sandbox, space)
    space.register_client(dict(METADATA))

    assert metadata(sandbox, space) == before
    assert METHOD not in before["token_endpoint_auth_methods_supported"]
    assert ALIASES not in before


def test_a_client_pairs_by_its_certificate(sandbox: Sandbox, space: Space, tmp_path: Path) -> None:
    client = register(space)
    assert client.client_secret is None
    found = metadata(sandbox, space)
    pairing = Pairing(space, client, space.create_persona(), sandbox.ca_bundle)
    form = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "code": pairing.callback()["code"],
        "redirect_uri": REDIRECT_URI,
        "code_verifier": pairing.verifier,
    }
    certificate = pem(tmp_path, client)

    told = post(sandbox, found[ALIASES]["token_endpoint"], form, certificate)
    refreshing = {"grant_type": "refresh_token", "client_id": client.client_id}
    again = post(
        sandbox,
        found[ALIASES]["token_endpoint"],
        {**refreshing, "refresh_token": told.json()["refresh_token"]},
        certificate,
    )
    revoked = post(
        sandbox,
        found[ALIASES]["revocation_endpoint"],
        {"client_id": client.client_id, "token": again.json()["refresh_token"]},
        certificate,
    )

    assert (told.status_code, again.status_code, revoked.status_code) == (200, 200, 200)
    assert METHOD in found["token_endpoint_auth_methods_supported"]
    assert set(found[ALIASES]) == {"token_endpoint", "revocation_endpoint"}
    assert found["token_endpoint"] not in found[ALIASES].values()


def test_a_client_pushes_its_requests_by_its_certificate(sandbox: Sandbox, space: Space, tmp_path: Path) -> None:
    client = register(space, require_pushed_authorization_requests=True)
    pairing = Pairing(space, client, space.create_persona(), sandbox.ca_bundle)
    form = {**pairing._request(), "scope": SCOPE}

    endpoint = metadata(sandbox, space)[ALIASES]["pushed_authorization_request_endpoint"]
    told = post(sandbox, endpoint, form, pem(tmp_path, client))

    assert told.status_code == 201


def test_who_shows_no_certificate_is_not_known(sandbox: Sandbox, strict: Space) -> None:
    client = register(strict)
    found = metadata(sandbox, strict)
    form = {"grant_type": "refresh_token", "client_id": client.client_id, "refresh_token": "x"}

    there = post(sandbox, found[ALIASES]["token_endpoint"], form)
    plainly = post(sandbox, found["token_endpoint"], form)

    for answer in (there, plainly):
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_run_lets_it_go_on_where_nobody_asks(sandbox: Sandbox) -> None:
    space = sandbox.create_space(mode="suite")
    client = register(space)
    found = metadata(sandbox, space)
    form = {"grant_type": "refresh_token", "client_id": client.client_id, "refresh_token": "x"}

    there = post(sandbox, found[ALIASES]["token_endpoint"], form)
    plainly = post(sandbox, found["token_endpoint"], form)

    assert there.json()["error"] == "invalid_client"
    assert plainly.json()["error"] == "invalid_grant"


def test_the_certificate_of_another_client_is_refused(sandbox: Sandbox, space: Space, tmp_path: Path) -> None:
    one, other = register(space), register(space)
    form = {"grant_type": "refresh_token", "client_id": one.client_id, "refresh_token": "x"}
    endpoint = metadata(sandbox, space)[ALIASES]["token_endpoint"]

    refused = post(sandbox, endpoint, form, pem(tmp_path, other))
    known = post(sandbox, endpoint, form, pem(tmp_path, one))

    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert known.json()["error"] == "invalid_grant"


def test_a_certificate_that_nobody_registered_ends_the_handshake(
    sandbox: Sandbox, space: Space, tmp_path: Path
) -> None:
    elsewhere = sandbox.create_space(mode="strict")
    stranger = register(elsewhere)
    register(space)
    elsewhere.remove_client(stranger.client_id)

    with pytest.raises((requests.exceptions.SSLError, requests.exceptions.ConnectionError)):
        post(sandbox, metadata(sandbox, space)[ALIASES]["token_endpoint"], {}, pem(tmp_path, stranger))


def test_a_certificate_beside_a_secret_is_two_ways_at_once(sandbox: Sandbox, strict: Space, tmp_path: Path) -> None:
    client = register(strict)
    form = {"grant_type": "refresh_token", "client_id": client.client_id, "refresh_token": "x", "client_secret": "y"}

    told = post(sandbox, metadata(sandbox, strict)[ALIASES]["token_endpoint"], form, pem(tmp_path, client))

    assert (told.status_code, told.json()["error"]) == (400, "invalid_request")


def test_a_client_may_bring_its_own_certificate(sandbox: Sandbox, space: Space, tmp_path: Path) -> None:
    made = register(space)
    file = pem(tmp_path, made)
    certificate = x509.load_pem_x509_certificate(Path(file).read_bytes())
    key = dict(made.private_jwk or {})
    public = {name: value for name, value in key.items() if name != "d"}
    space.remove_client(made.client_id)

    brought = register(space, jwks={"keys": [public]})
    form = {"grant_type": "refresh_token", "client_id": brought.client_id, "refresh_token": "x"}
    told = post(sandbox, metadata(sandbox, space)[ALIASES]["token_endpoint"], form, file)

    assert public["x5c"] == [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()]
    assert (brought.private_jwk, brought.tls_pem) == (None, None)
    assert told.json()["error"] == "invalid_grant"


def test_registering_again_keeps_the_certificate(space: Space) -> None:
    client = register(space)

    again = space.register_client({**METADATA, "token_endpoint_auth_method": METHOD}, client_id=client.client_id)

    assert again.tls_pem == client.tls_pem


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"jwks_uri": "https://app.example/keys"}, "jwks_uri"),
        ({"jwks": {"keys": [ECKey.generate_key().as_dict(private=False)]}}, "x5c"),
        ({"jwks": {"keys": [{**ECKey.generate_key().as_dict(private=False), "x5c": ["AAAA"]}]}}, "x5c"),
        ({"jwks": {"keys": [{**ECKey.generate_key().as_dict(private=False), "x5c": []}]}}, "x5c"),
        ({"tls_client_certificate_bound_access_tokens": True}, "tls_client_certificate_bound_access_tokens"),
    ],
)
def test_what_is_no_certificate_is_refused_by_name(strict: Space, more: dict[str, Any], named: str) -> None:
    with pytest.raises(SandboxError, match=named):
        register(strict, **more)


def test_a_certificate_of_another_key_is_refused(strict: Space) -> None:
    other = (register(strict).private_jwk or {})["x5c"]
    key = {**ECKey.generate_key().as_dict(private=False), "x5c": other}

    with pytest.raises(SandboxError, match="x5c"):
        register(strict, jwks={"keys": [key]})


def test_nobody_is_asked_but_at_the_aliases(sandbox: Sandbox, strict: Space) -> None:
    register(strict)
    found = metadata(sandbox, strict)
    urls = (found["authorization_endpoint"], found["token_endpoint"], found[ALIASES]["token_endpoint"])

    assert [_asks(url) for url in urls] == [False, False, True]


def _asks(url: str) -> bool:
    """Whether the listener of a URL asks for the client's certificate, by what OpenSSL hears of TLS 1.2."""
    place = urlsplit(url)
    told = subprocess.run(
        ["openssl", "s_client", "-connect", f"{place.hostname}:{place.port}", "-tls1_2", "-msg"],
        input=b"",
        capture_output=True,
        timeout=60,
        check=False,
    )
    return b"CertificateRequest" in told.stdout
