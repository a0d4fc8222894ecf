from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import requests
from bs4 import BeautifulSoup

from sandbox.console.curl import command

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Client, Persona


def _request(**changes: object) -> dict[str, Any]:
    return {"method": "GET", "url": "https://localhost:1/x", "headers": [], "body": {"text": None, "size": 0}} | changes


def test_a_secret_is_a_variable_and_the_same_secret_the_same_one() -> None:
    first, second = "§access_token:0123456789abcdef:43:b64url§", "§access_token:fedcba9876543210:43:b64url§"
    made = command(
        _request(headers=[["Authorization", f"Bearer {first}"], ["X-Other", second], ["X-Again", first]]),
        ca_bundle="/ca.pem",
        client_id=None,
    )

    assert made.variables == ("ACCESS_TOKEN", "ACCESS_TOKEN_2")
    assert "'Authorization: Bearer '\"$ACCESS_TOKEN\"" in made.text
    assert "'X-Again: '\"$ACCESS_TOKEN\"" in made.text
    assert "§" not in made.text


def test_a_token_whose_claims_are_kept_is_one_variable() -> None:
    made = command(
        _request(headers=[["X-ID-Token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.§jwt:0123456789abcdef:342:b64url§"]]),
        ca_bundle="/ca.pem",
        client_id=None,
    )

    assert "'X-ID-Token: '\"$ID_TOKEN\"" in made.text
    assert "eyJ" not in made.text


def test_a_body_that_is_not_kept_is_a_file_to_bring() -> None:
    made = command(_request(method="POST", body={"text": None, "size": 9}), ca_bundle="/ca.pem", client_id=None)

    assert made.body_file == "body.bin"
    assert "--data-binary @body.bin" in made.text


@pytest.mark.integration
class TestAgainstTheSpace:
    """The command printed is run by a shell; what the space then journals is what it journalled before."""

    def printed(self, opened: Opened, event: dict[str, Any]) -> str:
        page = BeautifulSoup(opened.page(f"/exchanges/{event['id']}"), "html.parser")
        found = page.select_one("#command")
        assert found is not None
        return found.text

    def said(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return what was sent; curl has its own mind about keeping a connection, and about the order of headers."""
        request: dict[str, Any] = event["request"]
        return request | {"headers": sorted(pair for pair in request["headers"] if pair[0] != "Connection")}

    def last(self, opened: Opened) -> dict[str, Any]:
        found: list[Any] = [event for event in opened.space.events() if event["kind"] == "exchange"]
        return found[-1]

    def run(self, opened: Opened, event: dict[str, Any], **variables: str) -> tuple[str, dict[str, Any]]:
        script = self.printed(opened, event)
        done = subprocess.run(
            ["sh", "-c", script], capture_output=True, check=False, timeout=60, env={**os.environ, **variables}
        )
        assert done.returncode == 0, done.stderr
        again = self.last(opened)
        assert again["id"] != event["id"]
        return done.stdout.decode("utf-8", "replace"), again

    def test_a_reading_of_measures(self, opened: Opened, client: Client, persona: Persona) -> None:
        pairing = opened.paired(client, persona)
        tokens = pairing.tokens(pairing.callback()["code"]).json()
        pairing.weights(tokens, "x|y")
        before = self.last(opened)
        said, after = self.run(opened, before, ACCESS_TOKEN=tokens["access_token"], ID_TOKEN=tokens["id_token"])

        assert before["response"]["status"] == after["response"]["status"]
        assert said.startswith(f"HTTP/1.1 {before['response']['status']}")
        assert self.said(after) == self.said(before)

    @pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
    def test_a_refresh_with_its_client_secret(self, opened: Opened, method: str) -> None:
        client = opened.space.register_client(
            {"redirect_uris": ["http://127.0.0.1:9/callback"], "token_endpoint_auth_method": method,
             "scope": "openid identity measures.read measures.write"}, client_id="c: 'x' +%&"
        )  # fmt: skip
        form = {"grant_type": "refresh_token", "refresh_token": "not-a-refresh-token-of-ours", "extra": "a b&c=d'e\n"}
        secret = str(client.client_secret)
        with requests.Session() as app:
            app.trust_env, app.verify = False, str(opened.ca_bundle)
            if method == "client_secret_post":
                form |= {"client_id": client.client_id, "client_secret": secret}
                app.post(opened.space.token_endpoint, data=form, timeout=60)
            else:
                app.post(opened.space.token_endpoint, data=form, auth=(quote(client.client_id), secret), timeout=60)
        before = self.last(opened)
        said, after = self.run(opened, before, CLIENT_SECRET=secret, REFRESH_TOKEN=form["refresh_token"])

        assert before["facts"]["client_authenticated"] is True
        assert after["facts"]["client_authenticated"] is True
        assert after["request"]["body"]["text"] == before["request"]["body"]["text"]
        assert "invalid_grant" in said

    def test_hostile_bytes_go_over_the_wire_as_before(self, opened: Opened) -> None:
        headers = {
            "X-Hostile": "'; touch owned; echo \"$(id)`id`\\ !! é %s {a,b} [1-3]",
            "X-Empty": "",
            "Accept": None,
            "Content-Type": "application/fhir+json",
        }
        body = "@/etc/passwd '\"$(id)`\\\n\r\t\x07\x1b[2J é\u202e\U0001f600{}"
        with requests.Session() as app:
            app.trust_env, app.verify = False, str(opened.ca_bundle)
            prepared = app.prepare_request(
                requests.Request("PUT", "https://x.example/", data=body.encode(), headers=headers)  # type: ignore[arg-type]
            )
            prepared.headers["X-Hostile"] = headers["X-Hostile"].encode("latin-1")  # type: ignore[assignment, union-attr]
            prepared.url = f"{opened.space.issuer}/api/mesures/../[1-3]/{{a,b}}/%27?$HOME=`id`&q='%22"
            app.send(prepared, timeout=60)
        before = self.last(opened)
        _said, after = self.run(opened, before)

        assert self.said(after) == self.said(before)

    def test_a_form_of_a_person(self, opened: Opened, client: Client, persona: Persona) -> None:
        pairing = opened.paired(client, persona)
        pairing.callback()
        sent = [
            event for event in opened.space.events()
            if event.get("endpoint") == "sign_in" and event["request"]["method"] == "POST"  # type: ignore[index, call-overload]
        ]  # fmt: skip
        script = self.printed(opened, sent[0])

        assert "--data-urlencode 'password='\"$PASSWORD\"" in script
        assert persona.password not in script
        assert '"$COOKIE"' in script
