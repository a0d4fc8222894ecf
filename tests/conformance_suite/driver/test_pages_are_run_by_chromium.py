from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.scripted_app import scripted_app

from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.attacks import forge_form
from conformance_suite.driver.bundles import fetch_bundle
from conformance_suite.driver.chromium_program import ChromiumError, find_chromium
from conformance_suite.driver.journeys import JourneyError
from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.driver.reading import PageText
from conformance_suite.manifest.model import Click, Fill, Request, Session, Submit, WaitFor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders.browsing import Browsing
    from builders.scripted_app import ScriptedApp

    from conformance_suite.driver.chromium import Chromium

pytestmark = [pytest.mark.browser, pytest.mark.integration]
PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"


def go(url: str) -> Outgoing:
    return Outgoing("GET", url)


def header(visit: dict[str, Any], name: str) -> str | None:
    return next((value for key, value in visit["request"]["headers"] if key.lower() == name), None)


def test_a_person_reads_what_the_scripts_of_a_page_wrote(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.page(
        "/", "<p id=a><p hidden>unseen</p><script>fetch('/who').then(r => r.text()).then(t => a.append(t))</script>"
    )
    app.page("/who", "Zoé & <Léa>", headers=(PLAIN,))
    person = begin()

    page = person.browser.open(go(f"{app.url}/"))

    assert PageText(page.text).shows("Zoé & <Léa>")
    assert not PageText(page.text).shows("unseen")
    assert [visit["request"]["url"] for visit in person.visits()] == [f"{app.url}/", f"{app.url}/who"]
    assert header(person.visits()[1], "sec-fetch-mode") == "cors"


def test_what_is_neither_app_nor_space_is_not_reached_and_told(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    with scripted_app() as elsewhere:
        app.page("/", f"<img src='{elsewhere.url}/pixel'><script src='{elsewhere.url}/tracker.js'></script>")
        person = begin()
        person.browser.open(go(f"{app.url}/"))

        assert not elsewhere.heard
    told = {event["request"]["url"]: event["resource"] for event in person.events if event["kind"] == "third_party"}
    assert told == {f"{elsewhere.url}/pixel": "image", f"{elsewhere.url}/tracker.js": "script"}


def test_only_the_space_is_told_the_episode_and_keeps_its_own_cookies(
    app: ScriptedApp, space: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.redirect("/login", f"{space.url}/authorize", headers=("Set-Cookie: sid=app; HttpOnly; SameSite=Strict",))
    space.redirect("/authorize", f"{app.url}/callback?code=c", headers=("Set-Cookie: sid=space",))
    app.page("/callback", "back")
    person = begin()

    person.browser.open(go(f"{app.url}/login"))
    person.browser.open(go(f"{app.url}/login"))

    assert {heard.headers.get("poincon-episode") for heard in space.heard} == {"e-1"}
    assert {heard.headers.get("poincon-episode") for heard in app.heard} == {None}
    assert [heard.headers.get("cookie") for heard in space.heard] == [None, "sid=space"]
    assert app.heard[2].headers.get("cookie") == "sid=app"
    assert "app" in person.secrets
    assert "space" not in person.secrets


def test_a_callback_is_held_back_and_opened_by_somebody_else(
    app: ScriptedApp, space: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "home")
    app.page("/go", f"<script>location = '{space.url}/authorize'</script>")
    space.redirect("/authorize", f"{app.url}/callback?code=c")
    app.page("/callback", "back")
    victim, thief = begin(), begin()

    victim.seat(app).play("login", (Request("GET", "/"), Request("GET", "/go")), consent="allow", hold=True)
    assert not [visit for visit in victim.visits() if visit["callback"]]
    page = thief.seat(app).open_callback(victim.seat(app))

    assert "back" in page.text
    assert [visit["request"]["url"] for visit in thief.visits()] == [f"{app.url}/callback?code=c"]


def test_a_session_in_the_memory_of_a_page_is_read_where_it_is(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    script = "who = 'nobody'; onhashchange = () => document.body.append(who)"
    app.page("/", f"<button onclick='who = `Zoé`'>Sign in</button><script>{script}</script>", headers=(HTML,))
    person = begin()
    seat, session = person.seat(app), Session("/#me", {}, 200, "Zoé")

    before, _ = seat.signed_in(session)
    seat.play("login", (Request("GET", "/"), Click("Sign in")), consent="allow")
    after, _ = seat.signed_in(session)

    assert (before, after) == (False, True)
    assert len(person.visits()) == 2


def test_a_person_fills_clicks_submits_and_waits(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.page(
        "/",
        "<input id=a><select id=b><option>x<option>y</select><input id=c type=checkbox><p id=told></p>"
        "<button onclick='setTimeout(() => told.append(a.value + b.value + c.checked), 300)'>Tell</button>"
        "<form id=f method=post action=/sent onsubmit='h.value = `scripted`'>"
        "<input name=v><input name=h type=hidden><button name=d value=yes>Send</button></form>",
    )
    app.page("/sent", "thanks")
    person = begin()
    filled = Fill({"#a": "{persona_name}", "#b": "y", "#c": "true"})

    page = person.seat(app).play(
        "read_measures", (Request("GET", "/"), filled, Click("Tell"), WaitFor("D'Arvorytrue")), consent="allow"
    )
    sent = person.seat(app).play("write_measure", (Submit("#f", {"v": "72.5"}),), consent="allow")

    assert "D'Arvorytrue" in page.text
    assert "thanks" in sent.text
    assert app.heard[-1].body == b"v=72.5&h=scripted&d=yes"
    assert header(person.visits()[-1], "origin") == app.url


def test_what_is_not_on_the_page_fails_the_journey(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.page("/", "nothing")

    with pytest.raises(JourneyError, match="step 2: the page has no '#pair'"):
        begin().seat(app).play("login", (Request("GET", "/"), Click("#pair")), consent="allow")


def test_a_person_waits_for_a_script_no_longer_than_for_a_page(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "<script>fetch('/slow')</script>")
    app.silence_at("/slow")
    person = begin(patience=0.2)

    with pytest.raises(NoAnswerError, match="timeout"):
        person.browser.open(go(f"{app.url}/"))
    assert person.browser.tired
    assert [visit["error"] for visit in person.visits()] == [None, "timeout"]


def test_a_run_that_is_stopped_does_not_wait(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.silence_at("/")
    stopped: list[bool] = []
    person = begin(patience=30.0, cancelled=lambda: bool(app.heard) or bool(stopped))

    with pytest.raises(NoAnswerError):
        person.browser.open(go(f"{app.url}/"))


def test_cookies_are_taken_over_and_go_where_another_site_may_send_them(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", headers=("Set-Cookie: lax=1; SameSite=Lax", "Set-Cookie: any=2; SameSite=None; Secure"))
    app.page("/unpair")
    owner, other = begin(), begin()
    owner.browser.open(go(f"{app.url}/"))
    other.browser.take_cookies(owner.browser)

    forge_form(other.browser, Outgoing.form("POST", f"{app.url}/unpair", (), {}))

    assert app.heard[-1].headers["cookie"] == "any=2"
    assert app.heard[-1].headers["origin"] == "http://attacker.example"


def test_what_a_page_keeps_in_the_browser_is_read(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.page("/", "<script>localStorage.setItem('a', 'b'); sessionStorage.setItem('c', 'd')</script>")
    person = begin()
    assert person.browser.storage() is None

    person.browser.open(go(f"{app.url}/"))

    assert person.browser.storage() == {"origin": app.url, "local": [["a", "b"]], "session": [["c", "d"]]}


def test_a_page_that_is_gone_is_told_as_what_it_is(
    app: ScriptedApp, chromium: Chromium, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "home")
    person = begin()
    chromium.do(person.browser._tab.end())  # type: ignore[attr-defined]  # of Chromium's browsers only

    with pytest.raises(ChromiumError, match="closed"):
        person.browser.open(go(f"{app.url}/"))


def test_a_person_agrees_to_what_they_asked_for_and_has_one_window(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "<button onclick=\"open('/other'); if (confirm('Sure?')) location = '/done'\">Unpair</button>")
    app.page("/done", "done")

    page = begin().seat(app).play("unpair", (Request("GET", "/"), Click("Unpair")), consent="allow")

    assert "done" in page.text
    assert [heard.target for heard in app.heard] == ["/", "/done"]


def test_a_chromium_that_is_not_there_is_told_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ChromiumError, match="apt install chromium"):
        find_chromium(None)
    with pytest.raises(ChromiumError, match="--chromium"):
        find_chromium(tmp_path)


@pytest.mark.parametrize(
    ("does", "obeyed"),
    [
        ("if (event.origin === location.origin) document.body.append(event.data)", []),
        ("document.body.textContent = event.data", ["words"]),
        ("if (event.data.html) document.body.innerHTML = event.data.html", ["markup", "elsewhere"]),
        ("document.body.innerHTML += JSON.parse(event.data).data.body", ["markup", "elsewhere"]),
        ("if (event.data.type === 'token') sessionStorage.setItem('t', event.data.access_token)", ["storage"]),
        ("if (event.data.action === 'navigate') location = event.data.url", ["elsewhere"]),
    ],
)
def test_what_comes_of_foreign_messages_is_seen(
    app: ScriptedApp, begin: Callable[..., Browsing], does: str, obeyed: list[str]
) -> None:
    app.page("/", f"<p>home</p><script>addEventListener('message', event => {{ {does} }})</script>", headers=(HTML,))
    person = begin()
    person.browser.open(go(f"{app.url}/"))

    assert person.browser.hear_foreign_messages() == {"listens": True, "obeyed": obeyed}


def test_a_page_that_does_not_listen_is_known(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    app.page("/", "<script>addEventListener('click', event => { document.body.innerHTML = event.data })</script>")
    person = begin()
    person.browser.open(go(f"{app.url}/"))

    assert person.browser.hear_foreign_messages() == {"listens": False, "obeyed": []}


def test_what_stands_before_a_person_is_what_scripts_made_of_a_page(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page(
        "/",
        "<!doctype html><html><body><p id=a></p><p hidden>unseen</p><input value=72.5><script>"
        "history.replaceState(null, '', '/#me'); document.documentElement.lang = 'fr'; document.title = 'Carnet';"
        "fetch('/who').then(r => r.json()).then(one => a.innerHTML = one.name)</script>",
    )
    app.page(
        "/who", '{"name": "Zoé <poincon-name>Le Gall</poincon-name>"}', headers=("Content-Type: application/json",)
    )
    person = begin()
    assert person.browser.screen() is None

    person.browser.open(go(f"{app.url}/?code=c"))

    assert person.browser.screen() == {
        "address": f"{app.url}/#me",
        "type": "text/html",
        "lang": "fr",
        "title": "Carnet",
        "words": "Zoé Le Gall\n72.5",
        "elements": ["poincon-name"],
    }


def test_a_screen_tells_an_element_that_would_run_what_the_space_said(
    app: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "<p>&lt;img onerror=poinconMarkup()&gt;</p><img onerror='poinconMarkup()'><b onclick='mine()'>x</b>")
    person = begin()

    person.browser.open(go(f"{app.url}/"))

    screen = person.browser.screen()
    assert screen is not None
    assert screen["elements"] == ["img"]


def test_a_page_of_the_space_is_no_screen_of_the_app(
    app: ScriptedApp, space: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    app.page("/", "<p>Bonjour</p>")
    space.page("/", "<p>Mon espace</p>")
    person = begin()
    person.browser.open(go(f"{app.url}/"))

    person.browser.open(go(f"{space.url}/"))

    assert person.browser.screen() is None


def test_what_pages_loaded_by_script_is_read_too(app: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    script = "Content-Type: text/javascript"
    name = "const name = ['la', 'te'].join('');"
    app.page("/", f"<script type=module src=/main.js></script><p>none</p><script>{name}</script>", headers=(HTML,))
    app.page(
        "/main.js", "await import('/' + name + '.js'); document.querySelector('p').append('done')", headers=(script,)
    )
    app.page("/late.js", "//# sourceMappingURL=/late.map", headers=(script,))
    app.page("/late.map", "{}", headers=("Content-Type: application/json",))
    person = begin()
    person.browser.open(go(f"{app.url}/"))

    bundle = fetch_bundle(person.browser)

    assert {file.url for file in bundle.files} == {f"{app.url}/{name}" for name in ("main.js", "late.js", "late.map")}
