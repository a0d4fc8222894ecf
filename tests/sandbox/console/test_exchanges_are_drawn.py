from __future__ import annotations

import threading
import time
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import requests
from bs4 import BeautifulSoup
from builders.console import open_console
from builders.pairing import METADATA
from builders.scripted_app import scripted_app
from builders.waiting import until

from sandbox.console.exchanges import Filter, row_of
from sandbox.console.telling import Telling

if TYPE_CHECKING:
    from builders.console import Opened
    from builders.spaces import Bench

    from sandbox.client import Client, Persona, Sandbox
    from sandbox.json_value import JsonObject

Unchecked = Any  # members of an event, of any JSON type
ISSUER = "https://localhost:8443/s/s1"
HOSTILE = "</a><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def exchange(
    path: str, endpoint: str | None, *, method: str = "GET", status: int | None = 200, **more: Unchecked
) -> JsonObject:
    """Return an event as the wire writes it."""
    answer = None if status is None else {"status": status, "headers": more.pop("answer_headers", []), "body": {}}
    return {
        "seq": 1,
        "at": "2026-11-27T20:00:00.000Z",
        "kind": "exchange",
        "episode": None,
        "id": "x-1",
        "endpoint": endpoint,
        "request": {"method": method, "url": ISSUER + path, "headers": more.pop("headers", []), "body": {}},
        "response": answer,
        "received": 1.0,
        "answered": 1.0125,
        "facts": more.pop("facts", {}),
        "faults": more.pop("faults", []),
    }


def sent(status: int | None = 200, **more: Unchecked) -> JsonObject:
    """Return an event of what the space asks of an app by itself."""
    event = exchange("/", "backchannel_logout", method="POST", status=status, **more)
    del event["received"]
    url = "https://app.example/backchannel-logout"
    request = {"method": "POST", "url": url, "headers": [], "body": {}}
    return event | {"kind": "sent", "id": "l-1", "started": 1.0, "request": request}


@pytest.mark.parametrize(
    ("status", "faults", "words"),
    [
        (200, (), "The app answers that it did (200)"),
        (400, (), "The app refuses (400)"),
        (None, (), "The app did not answer"),
        (200, ("logout_token_old",), "bent on purpose"),
    ],
)
def test_what_the_space_sends_to_an_app_is_drawn(
    bench: Bench, status: int | None, faults: tuple[str, ...], words: str
) -> None:
    event = sent(status, faults=list(faults), facts={"client_id": "c", "persona": "p"})
    row = row_of(event, ISSUER)

    assert row is not None
    assert (row.sender, row.receiver, row.label) == (
        "authorization",
        "app",
        "POST https://app.example/backchannel-logout",
    )
    assert (row.client_id, row.persona, row.endpoint) == ("c", "p", "backchannel_logout")
    assert row.milliseconds == 12
    assert row.is_error == (status != 200)
    told = Telling(bench.space, "en").sentence(row)
    assert "An app is told by the space that this session is over" in told
    assert words in told


def test_a_logout_of_the_space_is_seen_live_with_the_bytes_that_went(opened: Opened, persona: Persona) -> None:
    with scripted_app() as app:
        app.page("/logout")
        client = opened.space.register_client({**METADATA, "backchannel_logout_uri": f"{app.url}/logout"})
        pairing = opened.paired(client, persona)
        pairing.tokens(pairing.callback()["code"])
        opened.space.act(None, "send_logout_token", persona=persona.id)
    page = BeautifulSoup(opened.page(f"/exchanges?client={client.client_id}"), "html.parser")
    arrow = page.select_one(".arrow-row .line.from-3.to-1")
    assert arrow is not None
    row = arrow.find_parent("li")
    assert row is not None
    assert f"POST {app.url}/logout" in row.text
    link = row.select_one("a")
    assert link is not None
    shown = opened.page(str(link["href"]).partition("/console")[2])
    assert "logout_token=" in shown
    assert "backchannel_logout" in opened.page("/exchanges?endpoint=backchannel_logout")


@pytest.mark.parametrize(
    ("event", "sender", "receiver"),
    [
        (exchange("/oauth2/authorize", "authorize"), "browser", "authorization"),
        (exchange("/consent", "consent", method="POST"), "browser", "authorization"),
        (exchange("/whose-space", "whose_space", method="POST"), "browser", "authorization"),
        (exchange("/oauth2/token", "token", method="POST"), "app", "token"),
        (exchange("/oauth2/revoke", "revoke", method="POST"), "app", "token"),
        (exchange("/oauth2/userinfo", "userinfo"), "app", "token"),
        (exchange("/.well-known/openid-configuration", "discovery"), "app", "authorization"),
        (exchange("/my/", "home", headers=[["Sec-Fetch-Mode", "navigate"]]), "browser", "authorization"),
        (exchange("/api/mesures/fhir/Observation", "measures_read"), "app", "api"),
        (exchange("/franceconnect/api/v2/token", "franceconnect_token", method="POST"), "app", "token"),
        (exchange("/franceconnect/api/v2/sign-in", "franceconnect_sign_in"), "browser", "authorization"),
        (exchange("/franceconnect/api/v2/jwks", "franceconnect_jwks"), "app", "authorization"),
        (exchange("/psc/wallet/auth", "prosanteconnect_authorize"), "browser", "authorization"),
        (exchange("/api/nothing", None, status=404), "app", "api"),
    ],
)
def test_an_arrow_goes_from_who_sent_to_who_received(event: JsonObject, sender: str, receiver: str) -> None:
    row = row_of(event, ISSUER)

    assert row is not None
    assert (row.sender, row.receiver, row.milliseconds) == (sender, receiver, 12)


def test_the_way_back_to_the_app_is_drawn_and_no_other_redirect() -> None:
    def back(location: str) -> str | None:
        row = row_of(exchange("/consent", "consent", status=303, answer_headers=[["Location", location]]), ISSUER)
        assert row is not None
        return row.back

    assert back("http://127.0.0.1:9/callback?code=x") == "http://127.0.0.1:9/callback?code=x"
    assert back(f"{ISSUER}/consent") is None
    assert back("/s/s1/consent") is None


def test_the_sentence_about_an_exchange_is_read_at_a_glance(bench: Bench) -> None:
    row = row_of(exchange(f"/psc/logout?id_token_hint={'x' * 2000}", "prosanteconnect_logout"), ISSUER)
    assert row is not None

    assert len(Telling(bench.space, "en").sentence(row)) < 200


def test_a_filter_takes_what_it_asks_for() -> None:
    facts = {"client_id": "carnet", "persona": "p-1"}
    row = row_of(exchange("/oauth2/token", "token", facts=facts, faults=["state_altered"]), ISSUER)
    note = row_of({"seq": 2, "at": "", "kind": "act", "act": "unpair", "episode": None}, ISSUER)
    assert row is not None
    assert note is not None

    assert Filter().takes(row)
    assert Filter().takes(note)
    assert Filter("carnet", "p-1", "token", faults=True).takes(row)
    assert not Filter("carnet").takes(note)
    for other in (Filter("x"), Filter(persona="x"), Filter(endpoint="x")):
        assert not other.takes(row)


def test_what_is_not_of_the_sequence_is_left_out() -> None:
    assert row_of(exchange("/assets/space.css", "assets"), ISSUER) is None
    assert row_of({"kind": "connection", "seq": 1, "at": ""}, ISSUER) is None
    assert row_of({"kind": "handshake", "outcome": "completed", "faults": [], "seq": 1, "at": ""}, ISSUER) is None
    refused = row_of({"kind": "handshake", "outcome": "alert", "alert": "unknown_ca", "seq": 1, "at": ""}, ISSUER)
    assert refused is not None
    assert refused.label == "alert: unknown_ca"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_exchange_is_told_in_a_sentence(bench: Bench, language: str) -> None:
    told = Telling(bench.space, language)
    for endpoint in (
        "authorize",
        "sign_in",
        "consent",
        "token",
        "userinfo",
        "measures_read",
        "measures_write",
        "odd",
        None,
    ):
        for status, facts in ((200, {}), (400, {"error": "invalid_request"}), (401, {}), (None, {})):
            path = "/api/x" if endpoint and endpoint.startswith("measures") else "/x"
            row = row_of(exchange(path, endpoint, status=status, facts=facts), ISSUER)
            assert row is not None
            sentence = told.sentence(row)
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_names_are_no_templates(bench: Bench) -> None:
    client = bench.register(client_name="{person} {0} %s")
    row = row_of(exchange("/x", "token", facts={"client_id": client.client_id}), ISSUER)
    assert row is not None

    assert Telling(bench.space, "en").sentence(row).startswith("{person} {0} %s exchanges a code")


@pytest.mark.integration
def test_a_pairing_is_drawn_from_beginning_to_end(opened: Opened, client: Client, persona: Persona) -> None:
    pairing = opened.paired(client, persona)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    pairing.weights(tokens, "x")

    page = BeautifulSoup(opened.page("/exchanges"), "html.parser")
    labels = [link.text.strip() for link in page.select("#rows .label a")]
    assert labels[0] == "GET /oauth2/authorize?…"
    assert labels[-2] == "POST /oauth2/token"
    assert labels[-1].startswith("GET /api/mesures/fhir/Observation?code&subject.identifier&date")
    assert "http://127.0.0.1:9/callback (code, state, iss)" in page.text
    for link in page.select("#rows .label a"):
        detail = opened.page(str(link["href"]).removeprefix("/console"))
        assert tokens["access_token"] not in detail
        assert str(client.client_secret) not in detail
    for query, count in ((f"client={client.client_id}", len(labels)), ("client=x", 0), ("endpoint=token", 1)):
        found = BeautifulSoup(opened.page(f"/exchanges?{query}"), "html.parser").select("#rows .label a")
        assert len(found) == count


@pytest.mark.integration
def test_hostile_bytes_are_text_in_the_drawing(opened: Opened) -> None:
    raw = requests.Session()
    raw.verify = str(opened.ca_bundle)
    raw.trust_env = False
    url = f"{opened.space.issuer}/{HOSTILE}?{HOSTILE}=1&redirect_uri=javascript:alert(1)"
    raw.get(url, headers={"X-Hostile": HOSTILE, "User-Agent": HOSTILE}, timeout=60)
    raw.post(f"{opened.space.issuer}/oauth2/authorize", data={"client_id": HOSTILE, "state": HOSTILE}, timeout=60)
    raw.post(f"{opened.space.fhir_base}", data=HOSTILE + "\x1b[2J\u202e", headers={"Content-Type": HOSTILE}, timeout=60)

    page = opened.page("/exchanges")
    for text in (page, *(opened.page(f"/exchanges/{one}") for one in _ids(page))):
        assert "<script>alert" not in text
        assert "<img" not in text
        assert 'href="javascript' not in text
    assert any(HOSTILE in unescape(opened.page(f"/exchanges/{one}")) for one in _ids(page))


def _ids(page: str) -> list[str]:
    links = BeautifulSoup(page, "html.parser").select("#rows .label a")
    return [str(link["href"]).rpartition("/")[2] for link in links]


@pytest.mark.integration
def test_news_comes_as_soon_as_there_is_some(opened: Opened) -> None:
    page = BeautifulSoup(opened.page("/exchanges"), "html.parser")
    rows = page.select_one("#rows")
    assert rows is not None
    found: list[dict[str, Any]] = [{"html": "", "next": rows["data-news"]}]
    origin = opened.root.removesuffix("/console")

    def follow() -> None:  # the handshake comes first, and is not drawn
        while "GET" not in found[-1]["html"]:
            found.append(opened.browser.get(origin + found[-1]["next"], timeout=60).json())

    reader = threading.Thread(target=follow)
    begun = time.monotonic()
    reader.start()
    requests.get(f"{opened.space.issuer}/oauth2/jwks", verify=str(opened.ca_bundle), timeout=60)
    reader.join()

    assert time.monotonic() - begun < 15
    assert "GET /oauth2/jwks" in found[-1]["html"]
    opened.space.reset()
    assert opened.browser.get(origin + found[-1]["next"], timeout=60).json() == {"over": True}


@pytest.mark.integration
def test_a_page_of_ten_thousand_exchanges_is_quick(opened: Opened) -> None:
    event = exchange("/api/mesures/fhir/Observation?x=1", "measures_read", facts={"client_id": "c", "persona": "p"})
    event["request"]["body"] = {"text": "x" * 2000, "size": 2000}  # type: ignore[index, call-overload]
    for start in range(0, 10_000, 1000):
        opened.space.record([{**event, "id": f"x-{start + n}", "t": 1.0} for n in range(1000)])

    def seconds(path: str) -> float:
        begun = time.perf_counter()
        page = opened.page(path)
        assert len(page) < 300_000
        return time.perf_counter() - begun

    assert min(seconds("/exchanges") for _ in range(3)) < 2
    assert min(seconds("/exchanges?client=nobody") for _ in range(3)) < 4
    assert min(seconds("/exchanges/x-9999") for _ in range(3)) < 2
    page = BeautifulSoup(opened.page("/exchanges"), "html.parser")
    assert len(page.select("#rows > li")) == 100
    assert any("before=" in str(link["href"]) for link in page.select("a.button"))


@pytest.mark.integration
def test_more_readers_than_may_wait_are_all_answered(opened: Opened, sandbox: Sandbox) -> None:
    consoles = [open_console(opened.space, sandbox.ca_bundle) for _ in range(12)]
    life = _news_address(opened)
    answers: list[int] = []
    readers = [
        threading.Thread(target=lambda one=one: answers.append(one.browser.get(life, timeout=60).status_code))
        for one in consoles
    ]
    for reader in readers:
        reader.start()
    until(lambda: len(answers) >= 4)  # those in excess do not wait
    assert opened.page("/")  # and nobody is kept from the other pages
    opened.space.record([{"kind": "journey", "t": 1.0}])
    for reader in readers:
        reader.join()

    assert answers == [200] * 12


def _news_address(opened: Opened) -> str:
    rows = BeautifulSoup(opened.page("/exchanges"), "html.parser").select_one("#rows")
    assert rows is not None
    return opened.root.removesuffix("/console") + str(rows["data-news"])
