"""The pages of the space in headless Chromium: by keyboard, on a phone, without an accessibility fault."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from builders.looking import look
from builders.pairing import METADATA, REDIRECT_URI, SCOPE

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.mark.parametrize(
    "surroundings",
    [
        {"viewport": {"width": 1200, "height": 900}, "locale": "fr-FR"},
        {"viewport": {"width": 320, "height": 640}, "locale": "en-GB", "color_scheme": "dark"},
    ],
)
def test_a_person_pairs_by_keyboard_alone(chromium: Browser, surroundings: dict[str, object]) -> None:
    with Sandbox.start(seed=7) as sandbox:
        space = sandbox.create_space()
        client, persona = space.register_client(METADATA), space.create_persona()
        request = {"response_type": "code", "client_id": client.client_id, "redirect_uri": REDIRECT_URI}
        with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
            page = context.new_page()
            page.goto(f"{space.authorization_endpoint}?{urlencode({**request, 'scope': SCOPE, 'state': 'x'})}")
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
            for _ in range(3):  # past the two languages, to the first box
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
            with page.expect_request(lambda sent: sent.url.startswith(REDIRECT_URI)) as back:
                page.keyboard.press("Enter")

    assert "code=" in back.value.url
