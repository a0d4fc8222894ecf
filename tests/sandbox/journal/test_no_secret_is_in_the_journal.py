"""A whole pairing, then every secret of it is looked for in everything the journal says, in every encoding."""

from __future__ import annotations

import base64
import html
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from builders.pairing import session
from builders.standing import Stage, set_stage

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Sandbox.start(seed=11) as sandbox:
        yield set_stage(sandbox)


def encodings(secret: str) -> set[str]:
    """Return the ways in which a program may have written a secret."""
    raw = secret.encode()
    forms = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), json.dumps(secret)[1:-1]}
    forms |= {"".join(f"%{byte:02{case}}" for byte in raw) for case in "xX"}
    forms |= {quote(form, safe="") for form in forms} | {html.escape(form) for form in forms}
    forms |= {raw.hex(), raw.hex().upper()}
    for before in range(3):
        # what is certain to be there whatever stands around the secret
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            forms.add(encode(b"x" * before + raw).decode().rstrip("=")[4:-2])
    return forms


def test_no_secret_of_a_pairing_is_in_clear(stage: Stage) -> None:
    pairing = stage.open()
    code = pairing.callback()["code"]
    tokens = pairing.tokens(code).json()
    fresh = pairing.refresh(tokens["refresh_token"]).json()
    cookie = "eyJzdGF0ZSI6ICJhYmMxMjMifQ.aaaaaa.Zm9vYmFyYmF6cXV4MTIz"
    secret = stage.client.client_secret or ""
    stage.space.record(
        [
            {
                "kind": "visit",
                "t": 1.0,
                "episode": pairing.episode,
                "id": "v-1",
                "request": {
                    "method": "POST",
                    "url": f"http://app/callback?code={quote(code)}&again={quote(quote(code))}",
                    "headers": [["Cookie", f"session={cookie}; lang=fr"]],
                    "body": {"text": f"password={quote(stage.persona.password)}", "size": 1, "type": None},
                },
                "response": {
                    "status": 200,
                    "headers": [["Set-Cookie", f"session={cookie}; Path=/"]],
                    "body": {
                        "text": f"<p title='{html.escape(json.dumps(tokens))}'>"
                        f"{''.join(f'%{byte:02x}' for byte in code.encode())}"
                        f" {base64.b64encode(f'me:{secret}'.encode()).decode()} {code.encode().hex()} {cookie}</p>",
                        "size": 1,
                        "type": "text/html",
                    },
                },
            }
        ]
    )
    session(stage.sandbox.ca_bundle).get(
        f"{stage.space.fhir_base}/fhir/metadata?token={tokens['access_token']}",
        headers={"X-Strange": f"prefix{tokens['refresh_token']}suffix"},
    )
    journal = json.dumps(stage.close(pairing), ensure_ascii=False)

    secrets = {
        "code": code,
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "second access_token": fresh["access_token"],
        "second refresh_token": fresh["refresh_token"],
        "id_token signature": tokens["id_token"].rpartition(".")[2],
        "verifier": pairing.verifier,
        "client_secret": secret,
        "password": stage.persona.password,
        "cookie": cookie,
    }
    found = {(kind, form) for kind, value in secrets.items() for form in encodings(value) if form in journal}
    assert found == set()
    for kind in ("code", "access_token", "refresh_token", "verifier", "client_secret", "password", "cookie"):
        assert f"§{kind}:" in journal
    assert tokens["id_token"].rpartition(".")[0] in journal  # header and claims stay readable
    assert "http://app/callback?code=§code:" in journal


def test_the_same_secret_has_the_same_stand_in_everywhere(stage: Stage) -> None:
    pairing = stage.open()
    callback = pairing.callback()
    pairing.tokens(callback["code"])
    exchanges = [event for event in stage.close(pairing) if event["kind"] == "exchange"]

    location = dict(exchanges[-2]["response"]["headers"])["Location"]
    stand_in = location.partition("code=")[2].partition("&")[0]
    assert stand_in.startswith("§code:")
    assert stand_in.endswith(f":{len(callback['code'])}:b64url§")
    assert f"code={stand_in}" in exchanges[-1]["request"]["body"]["text"]


def test_forty_concurrent_pairings_are_attributed_to_their_episodes(stage: Stage) -> None:
    pairings = [stage.open() for _ in range(40)]

    def pair(place: int) -> str:
        pairing = pairings[place]
        pairing.persona = personas[place]
        tokens = pairing.tokens(pairing.callback()["code"]).json()
        idpe = json.loads(base64.urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))["idpe"]
        assert pairing.weights(tokens, idpe).status_code == 200
        assert pairing.refresh(tokens["refresh_token"]).status_code == 200
        return str(idpe)

    personas = [stage.space.create_persona() for _ in pairings]
    with ThreadPoolExecutor(len(pairings)) as pool:
        idpes = list(pool.map(pair, range(len(pairings))))

    assert len(set(idpes)) == 40
    for place, pairing in enumerate(pairings):
        exchanges = [event for event in stage.close(pairing) if event["kind"] == "exchange"]
        endpoints = [event["endpoint"] for event in exchanges]
        assert endpoints.count("token") == 2
        assert endpoints.count("measures_read") == 1
        assert {event["facts"]["persona"] for event in exchanges if "persona" in event["facts"]} == {personas[place].id}
    strays = [event for event in stage.space.events() if event["kind"] == "exchange" and event["episode"] is None]
    assert strays == []
