"""The console in headless Chromium: a newcomer who knows nothing but what is on the screen, and one without a mouse."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders.pairing import METADATA, Pairing
from builders.small_app import small_app
from playwright.sync_api import expect

from sandbox.client import Sandbox
from sandbox.identity_clients import register_identity_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sandbox.client import Space

pytestmark = [pytest.mark.browser, pytest.mark.integration]
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "color_scheme": "dark"}
LOOKS = [("fr", "dark", 360), ("en", "light", 1280), ("fr", "light", 1280), ("en", "dark", 360)]


@pytest.fixture
def space(sandbox: Sandbox) -> Space:
    space = sandbox.create_space(mode="strict", residents=40)
    space.create_persona()
    return space


@pytest.fixture
def page(chromium: Browser, space: Space, request: pytest.FixtureRequest) -> Iterator[Page]:
    surroundings = getattr(request, "param", DESKTOP)
    with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
        page = context.new_page()
        page.goto(space.open_console())
        page.wait_for_url("**/console/")
        yield page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _variables(lines: str) -> dict[str, str]:
    """Return what a shell makes of the lines that are copied from the page."""
    done = subprocess.run(
        ["sh", "-c", f"{lines}\nenv -0"], capture_output=True, text=True, check=True, env={}, timeout=60
    )
    return dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)


def test_a_newcomer_goes_from_nothing_to_a_fault_that_is_sent_again(page: Page) -> None:
    port = _free_port()
    page.get_by_role("link", name="Register a client", exact=True).click()
    page.get_by_label("Name of the app").fill("First app")
    page.get_by_label("Redirect URIs", exact=True).fill(f"http://127.0.0.1:{port}/callback")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("status").get_by_text("The client is registered").wait_for()
    told = _variables(page.locator("#env").inner_text())

    with small_app(port, told):
        page.get_by_role("link", name="People").click()
        page.get_by_label("Situation").select_option(label="Any")
        page.get_by_role("button", name="Search").click()
        page.locator("tbody th a").first.click()
        name = page.locator("h1").inner_text()
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Sign this browser in as").click()
        opened.value.get_by_text(name).first.wait_for()
        opened.value.close()

        assert _sign_in(page, port) == f"Welcome, {name}"

        page.get_by_role("link", name="Faults").click()
        page.get_by_text("The ID token carries another nonce").click()
        page.get_by_role("button", name=re.compile("Arm.*id_token_wrong_nonce")).click()
        page.get_by_role("status").get_by_text("The fault is armed").wait_for()
        page.get_by_role("link", name="Exchanges").click()
        page.get_by_text("Live", exact=True).wait_for()

        assert _sign_in(page, port) == "Refused: the nonce is not ours"

        bent = page.locator("#rows li.bent")
        bent.get_by_text("id_token_wrong_nonce").wait_for()  # it came by itself: the page was not loaded again
        bent.get_by_role("link").click()
        page.get_by_text("Sent instead").wait_for()
        secrets = {"CLIENT_SECRET": told["MES_CLIENT_SECRET"], "CODE": "of-an-hour-ago", "CODE_VERIFIER": "v" * 43}
        assert '"error":"invalid_grant"' in _run(_copied(page), **secrets).replace(" ", "")

        page.go_back()
        page.locator("#rows").get_by_role("link", name="openid-configuration").last.click()
        assert told["MES_ISSUER"] in _run(_copied(page))


def _copied(page: Page) -> str:
    """Return what the button beside the command puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=re.compile("Copy.*curl")).click()
    page.get_by_text("Copied").wait_for()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def _run(script: str, **variables: str) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert done.stdout.startswith("HTTP/1.1 ")
    return done.stdout


def _sign_in(page: Page, port: int) -> str:
    """Let a person sign in to the app in another tab of the same browser, and return what the app says."""
    tab = page.context.new_page()
    tab.goto(f"http://127.0.0.1:{port}/")
    tab.get_by_role("button", name="Allow").click()
    tab.wait_for_url("**/callback*")
    said = tab.locator("h1").inner_text()
    tab.close()
    return said


@pytest.mark.parametrize("page", [DESKTOP | {"java_script_enabled": False}], indirect=True)
def test_everything_is_done_by_keyboard_and_without_javascript(page: Page, space: Space) -> None:
    _reach(page, "Register a client", "Enregistrer un client")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/new")
    _reach_field(page, "name")
    page.keyboard.type("By keyboard")
    _reach(page, "Register")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/show*")
    assert [dict(one["metadata"])["client_name"] for one in space.clients()] == ["By keyboard"]  # type: ignore[call-overload, arg-type]

    _reach(page, "Faults")
    page.keyboard.press("Enter")
    page.wait_for_url("**/faults")
    _reach(page, "The authorization response carries another state")
    page.keyboard.press("Enter")
    _reach(page, "Arm", exact="Arm: state_altered")
    page.keyboard.press("Enter")
    page.wait_for_url("**/faults?done=armed*")
    assert [one["id"] for one in space.armed_faults()] == ["state_altered"]

    _reach(page, "Clock")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clock")
    _reach(page, "By a day")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clock?done=moved")
    _reach(page, "Bring the space back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reset")
    _reach(page, "Bring all of it back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clock?done=reset")
    assert space.clock()["ahead"] == 0

    _reach(page, "Exchanges")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exchanges")
    page.get_by_text("The space begins anew").wait_for()
    _reach(page, "Refresh")
    page.keyboard.press("Enter")
    page.get_by_text("The space begins anew").wait_for()


def _reach(page: Page, *names: str, exact: str | None = None) -> None:
    """Press Tab until what is focused has one of these names (or exactly that label)."""
    for _press in range(200):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            continue
        label = focused.get_attribute("aria-label")
        text = " ".join(focused.inner_text().split())
        if label == exact if exact else text.startswith(names):
            box = focused.bounding_box()
            assert box is not None
            assert box["width"] > 0
            return
    raise AssertionError(f"{names} cannot be reached by keyboard")


def _reach_field(page: Page, name: str) -> None:
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.get_attribute("name") == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_two_consoles_see_the_same_at_once(chromium: Browser, space: Space, sandbox: Sandbox) -> None:
    with chromium.new_context(**DESKTOP) as one, chromium.new_context(**PHONE) as other:
        pages = [one.new_page(), other.new_page()]
        for page in pages:
            page.goto(space.open_console())
            page.wait_for_url("**/console/")
            page.goto(page.url + "exchanges")
            page.locator("[data-live]").wait_for()
        client, persona = space.register_client(METADATA), space.personas()[0]
        pairing = Pairing(space, client, persona, sandbox.ca_bundle)
        pairing.tokens(pairing.callback()["code"])
        for page in pages:
            page.locator("#rows").get_by_role("link", name="POST /oauth2/token").wait_for()
        space.reset()
        for page in pages:
            page.locator("#rows li.note").wait_for()
            assert page.locator("#rows > li").count() == 1


def test_a_page_left_open_keeps_few_rows_and_can_be_paused(page: Page, space: Space) -> None:
    page.goto(page.url + "exchanges")
    page.get_by_text("Live", exact=True).wait_for()
    persona = space.personas()[0]
    for _round in range(2):  # more rows than the page keeps, in two handfuls
        for _ in range(150):
            space.act(None, "expire_access_token", persona=persona.id)
        page.locator("#rows > li").nth(99).wait_for(state="attached")
    expect(page.locator("#rows > li")).to_have_count(200)
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused", exact=True).wait_for()
    space.act(None, "unpair", persona=persona.id)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Act: unpair").wait_for()
    assert page.locator("#rows > li").count() == 200


def test_a_page_left_open_goes_on_after_a_restart(chromium: Browser, tmp_path: Path) -> None:
    port = _free_port()
    with chromium.new_context(**DESKTOP) as context:
        page = context.new_page()
        with Sandbox.start(seed=5, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="mes")
            page.goto(space.open_console(port=port))
            page.wait_for_url("**/console/")
            page.goto(page.url + "exchanges")
            page.get_by_text("Live", exact=True).wait_for()
        page.get_by_text("The space does not answer").wait_for()
        with Sandbox.start(seed=5, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="mes")
            space.open_console(port=port)
            page.get_by_text("Live", exact=True).wait_for()
            space.reset()
            page.get_by_text("The space begins anew").wait_for()


@pytest.fixture(scope="module")
def lived_in(sandbox: Sandbox) -> tuple[Space, dict[str, str]]:
    """A space in which something of everything happened, and the pages to look at."""
    space = sandbox.create_space(mode="strict", residents=60)
    persona = space.create_persona()
    client = space.register_client({**METADATA, "backchannel_logout_uri": "http://127.0.0.1:9/logout"})
    for provider in ("prosanteconnect", "franceconnect-plus"):
        register_identity_client(space, provider, "http://127.0.0.1:9/callback", state=None)
    for fault in (None, "id_token_wrong_nonce"):
        if fault:
            space.arm_fault(fault, until="once")
        pairing = Pairing(space, client, persona, sandbox.ca_bundle)
        pairing.tokens(pairing.callback()["code"])
    space.arm_fault("token_endpoint_hang", client_id=client.client_id)
    space.act(None, "send_logout_token", persona=persona.id)
    space.act(None, "unpair", persona=persona.id)
    sent = next(event["id"] for event in space.events() if event["kind"] == "sent")
    bent = next(event["id"] for event in space.events() if event["kind"] == "exchange" and event["faults"])
    return space, {
        "home": "/",
        "people": "/people?situation=senior",
        "person": f"/people/{persona.id}",
        "clients": "/clients",
        "new client": "/clients/new",
        "client": f"/clients/show?client_id={client.client_id}",
        "remove client": f"/clients/remove?client_id={client.client_id}",
        "new client of a provider": "/clients/providers/new",
        "client for professionals": "/clients/providers/show?provider=prosanteconnect&client_id=prosanteconnect-client",
        "client with a key": "/clients/providers/show?provider=franceconnect-plus&client_id=franceconnect-plus-client",
        "remove it": "/clients/providers/remove?provider=prosanteconnect&client_id=prosanteconnect-client",
        "exchanges": "/exchanges",
        "exchange": f"/exchanges/{bent}",
        "sent": f"/exchanges/{sent}",
        "faults": "/faults",
        "clock": "/clock",
        "reset": "/reset",
        "acts": "/acts",
        "missing": "/nothing",
        "locked": "/open?token=used",
    }


@pytest.mark.parametrize(
    "look",
    [*LOOKS[:2], *(pytest.param(look, marks=pytest.mark.long) for look in LOOKS[2:])],  # each run: every choice once
    ids=lambda look: f"{look[0]} {look[1]} {look[2]}px",
)
def test_every_page_is_accessible_and_fits(
    chromium: Browser, lived_in: tuple[Space, dict[str, str]], look: tuple[str, str, int]
) -> None:
    (space, pages), (language, theme, width) = lived_in, look
    complaints: list[str] = []
    found: dict[str, list[object]] = {}
    with chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(space.open_console())
        page.wait_for_url("**/console/")
        root = page.url
        page.goto(f"{root}?lang={language}")
        for name, path in pages.items():
            if name == "locked":
                context.clear_cookies()
            page.goto(root.removesuffix("/") + path, wait_until="domcontentloaded")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.evaluate("document.fonts.ready")
            violations = Axe().run(page).response["violations"]
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found[name] = [(one["help"], [node["target"] for node in one["nodes"]][:3]) for one in violations]
            if too_wide > 0:
                found[name].append(("wider than the window", too_wide))
            if name != "locked":  # without cookies, the browser's own language counts
                assert page.locator("html").get_attribute("lang") == language

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert [said for said in complaints if "404" not in said and "403" not in said] == []


def test_a_client_of_a_provider_is_registered_by_keyboard_alone(page: Page) -> None:
    page.goto(page.url + "clients")
    link = page.get_by_role("link", name="Register a client of an identity service")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/providers/new")
    page.get_by_role("radio", name="Pro Santé Connect").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="FranceConnect", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Carnet")
    for key in ("Tab", "Tab", "Tab"):  # redirect URIs, more fields, the button
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/providers/show?**")
    page.get_by_text("The client is registered").wait_for()
    assert "franceconnect/api/v2" in page.locator("#issuer").inner_text()


@pytest.mark.parametrize("form", ["clients/new", "clients/providers/new"])
def test_errors_of_the_form_are_accessible(page: Page, form: str) -> None:
    page.goto(page.url + form)
    page.get_by_label("Redirect URIs", exact=True).fill("javascript:alert(1)")
    page.get_by_role("button", name="Register").click()
    page.locator("#wrong-summary").wait_for()

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.activeElement.id") == "wrong-summary"
    page.locator("#wrong-summary").get_by_role("link", name="Name of the app").click()
    assert page.evaluate("document.activeElement.id") in {"name", ""}


def test_a_hostile_exchange_runs_nothing_in_the_browser(page: Page, space: Space, sandbox: Sandbox) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    hostile = "</a><img src=x onerror=alert(1)><script>alert(2)</script>"
    page.goto(page.url + "exchanges")
    page.get_by_text("Live", exact=True).wait_for()
    client = space.register_client(METADATA | {"client_name": hostile})
    persona = space.personas()[0]
    pairing = Pairing(space, client, persona, sandbox.ca_bundle)
    pairing.state = hostile
    pairing.tokens(pairing.callback()["code"])
    page.locator("#rows").get_by_role("link", name="POST /oauth2/token").wait_for()
    page.reload()
    for place in range(page.locator("#rows .label a").count()):
        page.locator("#rows .label a").nth(place).click()
        page.locator("#command").wait_for()
        page.go_back()

    assert dialogs == []
    assert page.locator("#rows img, #rows script").count() == 0
