"""The pages of the identity providers in headless Chromium: by keyboard, on a phone, without an accessibility fault."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
import requests
from builders.looking import look
from builders.pairing import METADATA, REDIRECT_URI, SCOPE

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sandbox.client import Client, Space
    from sandbox.json_value import JsonObject

pytestmark = [pytest.mark.browser, pytest.mark.integration]
SURROUNDINGS = [
    {"viewport": {"width": 1200, "height": 900}, "locale": "fr-FR"},
    {"viewport": {"width": 360, "height": 740}, "locale": "en-GB", "color_scheme": "dark"},
]


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_a_professional_accepts_on_the_phone(chromium: Browser, surroundings: dict[str, object]) -> None:
    with Sandbox.start(seed=7) as sandbox:
        space = sandbox.create_space()
        grants = ["authorization_code", "urn:openid:params:grant-type:ciba"]
        metadata: JsonObject = {
            "client_name": "Logiciel de cabinet",
            "redirect_uris": [REDIRECT_URI],
            "grant_types": [*grants],
        }
        client = space.register_client(metadata, provider="prosanteconnect")
        one = space.professionals(count=1)[0]
        request = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "openid scope_all",
            "state": "x",
            "nonce": "y",
            "acr_values": "eidas1",
        }
        with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
            page, phone = context.new_page(), context.new_page()
            page.goto(f"{space.issuer}/psc/wallet/auth?{urlencode(request)}")
            look(page)
            page.fill("#q", one.name.split()[-1])
            page.keyboard.press("Enter")
            page.wait_for_selector(".found a")
            look(page)
            page.click(f".found a[href*='{one.national_id}']")
            page.fill("#password", "not the password")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector("[role=alert]")
            look(page)
            page.click("button[value=phone]")
            page.wait_for_selector("#waiting")
            look(page)
            _ask_again(space, client, one.national_id, sandbox.ca_bundle)  # a second request of the same app beside it
            _activate(phone, space, one.national_id, one.password)
            look(phone)
            phone.click("article:has-text('Rendez-vous 42') button[value=refuse]")
            phone.wait_for_selector("article >> nth=1", state="detached")
            phone.click("button[value=accept]")
            phone.wait_for_selector("[role=status]")
            look(phone)
            with page.expect_request(lambda sent: sent.url.startswith(REDIRECT_URI)) as back:
                page.click("button[value=look]")

    assert "code=" in back.value.url


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
@pytest.mark.parametrize("way", ["franceconnect", "apcv"])
def test_a_person_pairs_through_a_provider_by_keyboard_alone(
    chromium: Browser, surroundings: dict[str, object], way: str
) -> None:
    with Sandbox.start(seed=7) as sandbox:
        space = sandbox.create_space()
        client, persona = space.register_client(METADATA), space.create_persona()
        request = {"response_type": "code", "client_id": client.client_id, "redirect_uri": REDIRECT_URI}
        with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
            page = context.new_page()
            page.goto(f"{space.authorization_endpoint}?{urlencode({**request, 'scope': SCOPE, 'state': 'x'})}")
            look(page)
            page.focus("button[value=refuse]")
            for _ in range(1 + (way == "apcv")):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector("#login")
            look(page)
            page.keyboard.type(persona.email)
            page.keyboard.press("Tab")
            page.keyboard.type("not the password")
            page.keyboard.press("Enter")
            page.wait_for_selector("[role=alert]")
            look(page)
            page.keyboard.press("Tab")
            page.keyboard.type(persona.password)
            page.keyboard.press("Enter")
            page.wait_for_selector("#consent")
            look(page)
            for _ in range(3):  # past the two languages
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector("#consent input[type=checkbox]")
            look(page)

            assert persona.name in page.inner_text("main")


def _ask_again(space: Space, client: Client, national_id: str, ca_bundle: Path) -> None:
    where = f"{space.issuer}/psc/auth/realms/esante-wallet/protocol/openid-connect/ext/ciba/auth"
    asked = {"scope": "openid scope_all", "acr_values": "eidas1", "login_hint": national_id}
    asked["binding_message"] = "Rendez-vous 42"
    secret = (client.client_id, str(client.client_secret))
    assert requests.post(where, asked, auth=secret, verify=str(ca_bundle), timeout=60).status_code == 200


def _activate(phone: Page, space: Space, national_id: str, password: str) -> None:
    phone.goto(f"{space.issuer}/psc/e-cps")
    look(phone)
    phone.fill("#login", national_id)
    phone.fill("#password", password)
    phone.keyboard.press("Enter")
    phone.wait_for_selector("form[id^=answer-]")
