from __future__ import annotations

import subprocess
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Client, Persona

pytestmark = pytest.mark.integration
GOOD = {
    "name": "Carnet",
    "redirect_uris": "http://127.0.0.1:9/callback\nhttps://app.example/callback",
    "scope": ["identity", "measures.read"],
    "method": "client_secret_basic",
    "algorithm": "ES256",
}


def test_a_client_is_registered_as_asked(opened: Opened) -> None:
    answer = opened.post("/clients", **GOOD)

    assert answer.status_code == 303
    client_id = parse_qs(urlsplit(answer.headers["Location"]).query)["client_id"][0]
    (client,) = opened.space.clients()
    assert client["client_id"] == client_id
    metadata = client["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["redirect_uris"] == ["http://127.0.0.1:9/callback", "https://app.example/callback"]
    assert metadata["scope"] == "openid identity measures.read"
    assert metadata["id_token_signed_response_alg"] == "ES256"


def test_what_is_copied_is_what_an_app_needs(opened: Opened) -> None:
    location = opened.post("/clients", **GOOD | {"client_id": "it's $(mine)"}).headers["Location"]
    page = BeautifulSoup(opened.page(location.removeprefix("/console")), "html.parser")
    env, manifest = (page.select_one(f"#{name}") for name in ("env", "manifest"))
    assert env is not None
    assert manifest is not None
    (client,) = opened.space.clients()

    names = ("MES_CLIENT_ID", "MES_CLIENT_SECRET", "MES_ISSUER", "SSL_CERT_FILE")
    script = f'{env.text}\nprintf "%s\\n" ' + " ".join(f'"${name}"' for name in names)
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.splitlines() == [
        "it's $(mine)",
        client["client_secret"],
        opened.space.issuer,
        str(opened.ca_bundle),
    ]
    assert yaml.safe_load(manifest.text)["client"]["scope"] == "openid identity measures.read"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": " "}, "name", "Give a name"),
        ({"name": "Carnet\0"}, "name", "Give a name"),
        ({"redirect_uris": "\n"}, "redirect_uris", "at least one"),
        ({"redirect_uris": "https://ok.example/\njavascript:alert(1)"}, "redirect_uris", "javascript:alert(1)"),
        ({"redirect_uris": "http://app.example/"}, "redirect_uris", "loopback"),
        ({"scope": ["everything"]}, "scope", "scope must hold"),
        ({"method": "magic"}, "method", "must be one of"),
        ({"algorithm": "HS384"}, "algorithm", "must be one of"),
        ({"algorithm": "HS256", "method": "none"}, "algorithm", "authenticates by a secret"),
        ({"client_id": "é"}, "client_id", "printable ASCII"),
        ({"client_id": "x" * 101}, "client_id", "printable ASCII"),
        ({"post_logout": "ftp:x"}, "post_logout", "scheme"),
        ({"backchannel": "http://app.example/x"}, "backchannel", "loopback"),
    ],
)
def test_an_error_stands_beside_its_field(opened: Opened, changed: dict[str, str], field: str, words: str) -> None:
    opened.browser.headers["Accept-Language"] = "en"
    answer = opened.post("/clients", **{**GOOD, **changed})

    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    wrong = page.select_one(f"#{field}-wrong")
    assert wrong is not None
    assert words in wrong.text
    assert [link["href"] for link in page.select("#wrong-summary a")] == [f"#{field}"]
    assert page.select_one(f"#{field}") is not None
    assert opened.space.clients() == []
    typed = page.select_one("#name")
    assert typed is not None
    assert typed["value"] == GOOD["name"] or field == "name"


def test_a_client_id_is_given_once(opened: Opened) -> None:
    assert opened.post("/clients", **GOOD | {"client_id": "carnet"}).status_code == 303
    assert opened.post("/clients", **GOOD | {"client_id": "carnet"}).status_code == 422


def test_a_hostile_name_is_text_everywhere(opened: Opened) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}{person}"
    answer = opened.post("/clients", **GOOD | {"name": hostile, "client_id": '"><img src=x onerror=alert(1)>'})
    assert answer.status_code == 303
    for path in ("/", "/clients", answer.headers["Location"].removeprefix("/console"), "/exchanges", "/faults"):
        page = opened.page(path)
        assert "<script>alert" not in page
        assert "<img" not in page
    assert hostile in unescape(opened.page("/clients"))


def test_a_removed_client_is_gone_with_all_that_it_was_given(opened: Opened, client: Client, persona: Persona) -> None:
    pairing = opened.paired(client, persona)
    tokens = pairing.tokens(pairing.callback()["code"]).json()

    assert client.client_id in opened.page(f"/clients/remove?client_id={client.client_id}")
    assert opened.post("/clients/remove", client_id=client.client_id).status_code == 303

    assert opened.space.clients() == []
    assert pairing.weights(tokens, "x").status_code == 401
    assert pairing.refresh(tokens["refresh_token"]).status_code == 401
    assert opened.post("/clients/remove", client_id=client.client_id).status_code == 404


def test_a_client_of_the_same_name_gets_nothing_of_the_old_one(
    opened: Opened, client: Client, persona: Persona
) -> None:
    pairing = opened.paired(client, persona)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    opened.space.remove_client(client.client_id)
    again = opened.space.register_client({"redirect_uris": ["http://127.0.0.1:9/callback"]}, client_id=client.client_id)

    assert again.solution_oid != client.solution_oid
    assert again.client_secret != client.client_secret
    assert pairing.weights(tokens, "x").status_code == 401
    assert opened.paired(again, persona).refresh(tokens["refresh_token"]).status_code == 400


def test_no_client_bears_the_identity_of_a_real_person(opened: Opened) -> None:
    for name in ("App 1.2.250.1.213.1.4.8", "App 1 79 03 75 121 518 42"):
        answer = opened.post("/clients", **GOOD | {"name": name})

        assert answer.status_code == 422
        assert "identity of a real person" in answer.text or "identité d’une vraie personne" in answer.text
    assert opened.space.clients() == []
