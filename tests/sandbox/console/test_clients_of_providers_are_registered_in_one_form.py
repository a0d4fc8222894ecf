from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from joserfc.jwk import ECKey

from sandbox.identity.providers import PROVIDERS
from sandbox.identity.relying_party import CLIENT_ID

if TYPE_CHECKING:
    from builders.console import Opened

pytestmark = pytest.mark.integration
NAMES = [provider.name for provider in PROVIDERS]
GOOD = {"provider": "franceconnect", "name": "Carnet", "redirect_uris": "http://127.0.0.1:9/fc"}


def registered(opened: Opened, **changes: str) -> tuple[dict[str, object], str]:
    """Register a client; return the JSON that the page offers to copy, and where the page is."""
    answer = opened.post("/clients/providers", **{**GOOD, **changes})
    assert answer.status_code == 303, answer.text
    place = answer.headers["Location"].removeprefix("/console").removesuffix("&done=registered")
    told = BeautifulSoup(opened.page(place), "html.parser").select_one("#json")
    assert told is not None
    credentials: dict[str, object] = json.loads(told.text)
    return credentials, place


@pytest.mark.parametrize("provider", NAMES)
def test_a_client_can_be_registered_at_every_provider(opened: Opened, provider: str) -> None:
    credentials, place = registered(opened, provider=provider)

    found = opened.browser.get(str(credentials["discovery"]), timeout=60).json()
    assert found["issuer"] == credentials["issuer"]
    assert credentials["client_secret"]
    asked = {"client_id": credentials["client_id"], "redirect_uri": GOOD["redirect_uris"], "response_type": "code"}
    asked |= {"scope": "openid", "state": "x" * 32, "nonce": "y" * 32, "acr_values": credentials["acr_values"][0]}  # type: ignore[index]
    page = opened.browser.get(found["authorization_endpoint"], params=asked, timeout=60)
    assert page.status_code == 200, page.text
    assert "Carnet" in page.text
    listed = opened.page("/clients")
    assert place in unescape(listed)
    assert opened.space.clients() == []  # it is none of the health space


def test_a_key_to_decrypt_with_is_made_where_answers_are_encrypted(opened: Opened) -> None:
    credentials, place = registered(opened, provider="franceconnect-plus")
    key = ECKey.import_key(credentials["private_jwk"])  # type: ignore[arg-type]
    assert key.is_private
    opened.space.reset()
    told = BeautifulSoup(opened.page(place), "html.parser").select_one("#json")
    assert told is not None
    assert json.loads(told.text) == credentials  # as long as the space runs, whatever else is forgotten
    assert registered(opened, provider="franceconnect")[0]["private_jwk"] is None


def test_professionals_to_try_with_stand_beside_the_client(opened: Opened) -> None:
    _credentials, place = registered(opened, provider="prosanteconnect")
    page = BeautifulSoup(opened.page(place), "html.parser")
    first = opened.space.professionals()[0]
    assert page.select_one("#id-1").text == first.national_id  # type: ignore[union-attr]
    assert page.select_one("#password-1").text == first.password  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"provider": "google"}, "provider", "Choose one"),
        ({"name": " "}, "name", "Give a name"),
        ({"redirect_uris": "\n"}, "redirect_uris", "at least one"),
        ({"redirect_uris": "https://ok.example/\njavascript:alert(1)"}, "redirect_uris", "javascript:alert(1)"),
        ({"redirect_uris": "http://app.example/"}, "redirect_uris", "loopback"),
        ({"client_id": "é"}, "client_id", "printable ASCII"),
        ({"post_logout": "ftp:x"}, "post_logout", "scheme"),
        ({"name": "NIR 1 79 03 75 121 518 42"}, "name", "real person"),
    ],
)
def test_an_error_stands_beside_its_field(opened: Opened, changed: dict[str, str], field: str, words: str) -> None:
    opened.browser.headers["Accept-Language"] = "en"
    answer = opened.post("/clients/providers", **{**GOOD, **changed})

    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    wrong = page.select_one(f"#{field}-wrong")
    assert wrong is not None
    assert words in wrong.text
    assert [link["href"] for link in page.select("#wrong-summary a")] == [f"#{field}"]
    assert page.select_one(f"#{field}") is not None


def test_an_identifier_is_given_once_at_each_provider(opened: Opened) -> None:
    registered(opened, client_id="carnet")
    assert opened.post("/clients/providers", **GOOD, client_id="carnet").status_code == 422
    registered(opened, client_id="carnet", provider="apcv")


def test_a_client_is_removed_after_a_question(opened: Opened) -> None:
    credentials, place = registered(opened, client_id="carnet")
    query = parse_qs(urlsplit(place).query)
    question = opened.page(f"/clients/providers/remove?provider=franceconnect&client_id={query['client_id'][0]}")
    assert "FranceConnect" in question
    gone = opened.post("/clients/providers/remove", provider="franceconnect", client_id=str(credentials["client_id"]))
    assert gone.status_code == 303
    opened.page(place, status=404)
    again = opened.post("/clients/providers/remove", provider="franceconnect", client_id="carnet")
    assert again.status_code == 404
    assert opened.post("/clients/providers/remove", provider="x", client_id="carnet").status_code == 404
    opened.page("/clients/providers/remove?provider=x&client_id=carnet", status=404)


def test_the_client_that_the_space_itself_is_cannot_be_touched(opened: Opened) -> None:
    opened.browser.get(f"{opened.space.issuer}/pro/sign-in", timeout=60)
    opened.browser.post(f"{opened.space.issuer}/pro/sign-in", timeout=60, allow_redirects=False)
    assert CLIENT_ID not in opened.page("/clients")
    assert opened.post("/clients/providers", **GOOD, client_id=CLIENT_ID).status_code == 422
    opened.page(f"/clients/providers/show?provider=prosanteconnect&client_id={CLIENT_ID}", status=404)
    gone = opened.post("/clients/providers/remove", provider="prosanteconnect", client_id=CLIENT_ID)
    assert gone.status_code == 404


def test_a_hostile_name_is_text_everywhere(opened: Opened) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"
    _credentials, place = registered(opened, name=hostile, client_id='"><img src=x onerror=alert(1)>')
    for path in ("/clients", place):
        page = opened.page(path)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert hostile in unescape(page)
