from __future__ import annotations

import pytest
from builders.browsing import browsing
from builders.scripted_app import ScriptedApp, scripted_app

from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.attacks import attacker_origin, forge_form, mistype, read_across, send_again
from conformance_suite.driver.outgoing import Outgoing


def get(app: ScriptedApp, path: str) -> Outgoing:
    return Outgoing("GET", app.url + path)


def cookies_of_the_last(app: ScriptedApp) -> str | None:
    return app.heard[-1].headers.get("cookie")


@pytest.mark.parametrize(
    ("same_site", "goes"), [("SameSite=Lax", False), ("SameSite=Strict", False), ("SameSite=None; Secure", True)]
)
def test_a_forged_form_carries_what_the_cookie_lets_it(app: ScriptedApp, same_site: str, *, goes: bool) -> None:
    app.page("/a", headers=(f"Set-Cookie: sid=1; Path=/; {same_site}",))
    app.page("/unpair")
    told = browsing(app)
    told.browser.open(get(app, "/a"))

    forge_form(told.browser, Outgoing.form("POST", f"{app.url}/unpair", [("x", "1")], {"X-Requested-With": "script"}))

    heard = app.heard[-1]
    assert (heard.method, heard.body) == ("POST", b"x=1")
    assert (cookies_of_the_last(app) == "sid=1") is goes
    assert heard.headers["origin"] == attacker_origin(app.url)
    assert heard.headers["sec-fetch-site"] == "cross-site"
    assert "x-requested-with" not in heard.headers
    assert told.visits()[-1]["journey"] == "cross_site"


def test_a_cookie_without_same_site_goes_along_for_two_minutes(app: ScriptedApp) -> None:
    app.page("/a", headers=("Set-Cookie: sid=1; Path=/",))
    app.page("/unpair")
    told = browsing(app)
    told.browser.open(get(app, "/a"))

    forge_form(told.browser, Outgoing.form("POST", f"{app.url}/unpair", [], {}))

    assert cookies_of_the_last(app) == "sid=1"


def test_json_goes_as_a_form_can_send_it(app: ScriptedApp) -> None:
    app.page("/unpair")

    forge_form(browsing(app).browser, Outgoing.json("POST", f"{app.url}/unpair", {"a": 1}, {}))

    assert (app.heard[-1].body, app.heard[-1].headers["content-type"]) == (b'{"a": 1}', "text/plain")


def test_nothing_is_forged_from_nothing(app: ScriptedApp) -> None:
    with pytest.raises(NoAnswerError, match="no_form"):
        forge_form(browsing(app).browser, None)


def test_what_was_sent_last_is_kept_and_no_forgery_is(app: ScriptedApp) -> None:
    app.page("/a")
    told = browsing(app)
    told.browser.open(Outgoing.form("POST", f"{app.url}/a", [("mine", "1")], {}))
    told.browser.open(get(app, "/a"))

    forge_form(told.browser, Outgoing.form("POST", f"{app.url}/a", [("theirs", "1")], {}))

    assert told.browser.last_form is not None
    assert told.browser.last_form.body == b"mine=1"


def test_a_second_click_sends_the_very_same_from_the_same_page(app: ScriptedApp) -> None:
    app.page("/a", headers=("Set-Cookie: sid=1; Path=/; SameSite=Strict",))
    told = browsing(app)
    told.browser.open(get(app, "/a"))
    told.browser.open(Outgoing.form("POST", f"{app.url}/a", [("once", "1")], {}))

    send_again(told.browser)

    first, second = app.heard[-2:]
    assert (second.method, second.target, second.body) == (first.method, first.target, b"once=1")
    assert second.headers == first.headers
    assert told.visits()[-1]["journey"] == "sent_again"


def test_nothing_is_sent_again_from_nothing(app: ScriptedApp) -> None:
    with pytest.raises(NoAnswerError, match="no_form"):
        send_again(browsing(app).browser)


def test_another_origin_reads_after_a_preflight_and_without_lax_cookies(app: ScriptedApp) -> None:
    app.page("/me", headers=("Set-Cookie: sid=1; Path=/; SameSite=Lax",))
    told = browsing(app)
    page = told.browser.open(get(app, "/me"))

    read_across(told.browser, f"{app.url}/me")

    preflight, read = app.heard[-2:]
    assert (preflight.method, read.method) == ("OPTIONS", "GET")
    assert preflight.headers["access-control-request-method"] == "GET"
    assert [one.headers["origin"] for one in (preflight, read)] == [attacker_origin(app.url)] * 2
    assert all("cookie" not in one.headers for one in (preflight, read))
    assert told.browser.page is page


def test_a_mistyped_callback_is_no_answer_of_the_space(app: ScriptedApp) -> None:
    app.page("/callback")
    told = browsing(app)

    mistype(told.browser, f"{app.url}/callback")

    assert app.heard[-1].target.startswith("/callback?code%5B%5D=%FF")
    assert told.visits()[-1]["journey"] == "mistyped"


def test_copied_cookies_are_those_of_that_moment(app: ScriptedApp) -> None:
    app.page("/a", headers=("Set-Cookie: sid=1; Path=/",))
    app.page("/b", headers=("Set-Cookie: sid=2; Path=/",))
    app.page("/c")
    owner, thief = browsing(app).browser, browsing(app).browser
    owner.open(get(app, "/a"))

    thief.take_cookies(owner)
    owner.open(get(app, "/b"))

    thief.open(get(app, "/c"))
    assert cookies_of_the_last(app) == "sid=1"
    owner.open(get(app, "/c"))
    assert cookies_of_the_last(app) == "sid=2"


def test_whoever_leaves_the_space_keeps_the_cookies_of_the_app(app: ScriptedApp) -> None:
    with scripted_app() as space:
        for one in (app, space):
            one.page("/a", headers=("Set-Cookie: sid=1; Path=/",))
        browser = browsing(app, space).browser
        for one in (app, space):
            browser.open(get(one, "/a"))

        browser.leave_space()

        for one in (app, space):
            browser.open(get(one, "/a"))
        assert (cookies_of_the_last(app), cookies_of_the_last(space)) == ("sid=1", None)
