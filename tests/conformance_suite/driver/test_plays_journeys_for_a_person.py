from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs

import pytest
from builders.browsing import CHLOE, browsing
from builders.scripted_app import Heard, ScriptedApp, scripted_app, send

from conformance_suite.driver.journeys import JourneyError
from conformance_suite.manifest.model import Request, Session, Step, Submit

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from conformance_suite.plays import Consent

SIGN_IN = """<form method="post" action="/sign-in"><input type="hidden" name="csrf" value="k">
<input name="email" type="email"><input name="password" type="password">
<button name="decision" value="sign-in">ok</button><button name="decision" value="refuse">no</button></form>"""
CONSENT = """<form method="post" action="/consent">
<input type="checkbox" name="measures.read" value="yes"><input type="checkbox" name="measures.write" value="yes">
<button name="decision" value="allow">ok</button><button name="decision" value="refuse">no</button></form>"""
WHOSE_SPACE = f"""<form method="post" action="/whose-space">
<input type="radio" name="holder" value="p-9" checked><input type="radio" name="holder" value="{CHLOE.id}">
<button name="decision" value="choose">ok</button><button name="decision" value="refuse">no</button></form>"""
LOGIN: tuple[Step, ...] = (Request("GET", "/login"),)


@pytest.fixture
def space(app: ScriptedApp) -> Iterator[ScriptedApp]:
    """A space that asks who and what, then sends back to the app."""
    with scripted_app() as made:
        app.redirect("/login", f"{made.url}/authorize")
        app.page("/callback", "back")
        made.page("/authorize", SIGN_IN)
        made.redirect("/sign-in", "/asks", status=303)
        made.page("/asks", CONSENT)

        def decide(heard: Heard, line: socket.socket) -> None:
            decision = parse_qs(heard.body.decode())["decision"][0]
            target = f"{app.url}/callback?{'code=c' if decision == 'allow' else 'error=access_denied'}"
            send(line, b"", status=303, headers=(f"Location: {target}",))

        made.pages["/consent"] = decide
        yield made


def sign_in(app: ScriptedApp, space: ScriptedApp, consent: Consent = "allow") -> str:
    return browsing(app, space).seat(app).play("login", LOGIN, consent=consent).url


def posted(space: ScriptedApp, path: str) -> dict[str, list[str]]:
    return parse_qs(next(heard.body.decode() for heard in space.heard if heard.target == path))


def test_a_person_signs_in_and_allows_everything(app: ScriptedApp, space: ScriptedApp) -> None:
    assert sign_in(app, space).endswith("/callback?code=c")
    typed = {"csrf": ["k"], "email": [CHLOE.email], "password": [CHLOE.password], "decision": ["sign-in"]}
    assert posted(space, "/sign-in") == typed
    assert posted(space, "/consent") == {"measures.read": ["yes"], "measures.write": ["yes"], "decision": ["allow"]}


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_person_signs_in_and_allows_one_direction(
    app: ScriptedApp, space: ScriptedApp, way: Literal["read", "write"]
) -> None:
    assert sign_in(app, space, way).endswith("/callback?code=c")
    assert posted(space, "/consent") == {f"measures.{way}": ["yes"], "decision": ["allow"]}


def test_who_may_act_in_several_spaces_says_that_it_is_about_the_persona(app: ScriptedApp, space: ScriptedApp) -> None:
    space.page("/asks", WHOSE_SPACE)
    space.redirect("/whose-space", "/then", status=303)
    space.page("/then", CONSENT)
    assert "code=c" in sign_in(app, space)
    assert posted(space, "/whose-space") == {"holder": [CHLOE.id], "decision": ["choose"]}


def test_a_person_signs_in_and_refuses(app: ScriptedApp, space: ScriptedApp) -> None:
    assert sign_in(app, space, "refuse").endswith("/callback?error=access_denied")
    assert posted(space, "/consent") == {"decision": ["refuse"]}


def test_a_person_who_refused_does_not_refuse_again(app: ScriptedApp, space: ScriptedApp) -> None:
    app.redirect("/callback", f"{space.url}/asks")
    with pytest.raises(JourneyError, match="asked_again"):
        sign_in(app, space, "refuse")


def test_a_person_does_not_answer_for_ever(app: ScriptedApp, space: ScriptedApp) -> None:
    app.redirect("/callback", "/login")
    with pytest.raises(JourneyError, match="asked_again"):
        sign_in(app, space)


def test_an_error_page_of_the_space_ends_the_journey(app: ScriptedApp, space: ScriptedApp) -> None:
    space.page("/authorize", "redirect_uri is not registered", status=400)
    with pytest.raises(JourneyError, match="left_at_space"):
        sign_in(app, space)


def test_a_step_submits_the_form_of_the_page_that_is_open(app: ScriptedApp) -> None:
    app.page(
        "/m", '<form id="f" method="post" action="/m2"><input type="hidden" name="t" value="1"><input name="v"></form>'
    )
    app.page("/m2", "sent")
    steps = (Request("GET", "/m"), Submit("#f", {"v": "{persona_name}"}))
    told = browsing(app)
    page = told.seat(app).play("write_measure", steps, consent="allow")

    assert page.text == "sent"
    assert parse_qs(app.heard[1].body.decode()) == {"t": ["1"], "v": [CHLOE.name]}
    assert [(visit["journey"], visit["step"]) for visit in told.visits()] == [
        ("write_measure", 0),
        ("write_measure", 1),
    ]


def test_a_form_with_parts_is_sent_in_parts(app: ScriptedApp) -> None:
    app.page("/m", '<form method="post" enctype="multipart/form-data" action="/m2"><input name="v"></form>')
    app.page("/m2")
    browsing(app).seat(app).play("w", (Request("GET", "/m"), Submit("form", {"v": "é"})), consent="allow")

    assert app.heard[1].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert 'name="v"\r\n\r\né\r\n'.encode() in app.heard[1].body


def test_a_missing_form_says_which_step_failed(app: ScriptedApp) -> None:
    app.page("/m", "nothing")
    with pytest.raises(JourneyError, match="step 2: the page has no '#f'"):
        browsing(app).seat(app).play("w", (Request("GET", "/m"), Submit("#f")), consent="allow")


SESSION = Session("/me", {}, 200, "{persona_name}")


@pytest.mark.parametrize(
    ("body", "status", "signed_in"),
    [
        ("Bonjour Chlo&eacute; D&#39;Arvor", 200, True),
        ("Bonjour", 200, False),
        ("Chloé D'Arvor", 401, False),
        ("Chloé D'Arvor", 500, None),
    ],
)
def test_the_probe_reads_who_is_signed_in(app: ScriptedApp, body: str, status: int, signed_in: bool | None) -> None:  # noqa: FBT001
    app.page("/me", body, status=status)
    assert browsing(app).seat(app).signed_in(SESSION)[0] is signed_in


def test_the_probe_does_not_follow_an_app_to_the_space(app: ScriptedApp, space: ScriptedApp) -> None:
    app.redirect("/me", "/login")
    assert browsing(app, space).seat(app).signed_in(SESSION)[0] is False
    assert space.heard == []


def test_a_probe_without_an_answer_says_nothing(app: ScriptedApp) -> None:
    app.bytes_at("/me", b"")
    assert browsing(app).seat(app).signed_in(SESSION) == (None, None)


@pytest.mark.parametrize("path", ["/launch?theme=dark&iss=old", "{app_url}/launch?theme=dark&iss=old"])
def test_another_site_opens_the_app_and_tells_it_something(app: ScriptedApp, path: str) -> None:
    app.page("/launch", "open")
    app.page("/next", "next")
    told = {"iss": "https://localhost/fhir", "launch": "a&b"}

    browsing(app).seat(app).play("launch", (Request("GET", path), Request("GET", "/next")), told=told)

    launched, following = app.heard
    assert launched.target == "/launch?theme=dark&iss=https%3A%2F%2Flocalhost%2Ffhir&launch=a%26b"
    assert launched.headers["sec-fetch-site"] == "cross-site"
    assert following.target == "/next"
    assert following.headers["sec-fetch-site"] == "same-origin"


def test_a_professional_signs_in_by_identifier_and_password_among_other_forms(
    app: ScriptedApp, space: ScriptedApp
) -> None:
    space.page(
        "/authorize",
        "<form method='get'><input name='q' type='search'><button>search</button></form>"
        "<form method='post' action='/sign-in'><input name='login' inputmode='numeric' autocomplete='username'>"
        "<button name='decision' value='phone'>phone</button><input name='password' type='password'>"
        "<button name='decision' value='sign-in'>ok</button></form>",
    )

    assert sign_in(app, space).endswith("/callback?code=c")
    typed = {"login": [CHLOE.email], "password": [CHLOE.password], "decision": ["sign-in"]}
    assert posted(space, "/sign-in") == typed
