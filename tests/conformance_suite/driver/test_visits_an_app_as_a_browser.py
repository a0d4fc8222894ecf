from __future__ import annotations

import pytest
from builders.browsing import browsing
from builders.scripted_app import ScriptedApp, scripted_app

from conformance_suite.driver.answers import MAX_BODY, NoAnswerError
from conformance_suite.driver.http import MAX_REDIRECTS, RECORDED_TEXT
from conformance_suite.driver.outgoing import Outgoing


def get(app: ScriptedApp, path: str) -> Outgoing:
    return Outgoing("GET", app.url + path)


def test_redirects_are_followed_by_hand_and_each_is_recorded(app: ScriptedApp) -> None:
    app.redirect("/a", "/b?x=1", headers=("Set-Cookie: sid=s3cret; Path=/",))
    app.page("/b", "here")
    told = browsing(app)

    page = told.browser.open(get(app, "/a"))

    assert (page.text, page.status, page.visit) == ("here", 200, "v-2")
    assert [visit["response"]["status"] for visit in told.visits()] == [302, 200]
    assert app.heard[1].headers["cookie"] == "sid=s3cret"
    assert told.secrets == ["s3cret"]


def test_cookies_of_the_space_are_its_own_business(app: ScriptedApp, space: ScriptedApp) -> None:
    app.redirect("/login", f"{space.url}/authorize")
    space.page("/authorize", "who are you?", headers=("Set-Cookie: known=to-the-space; Path=/",))
    told = browsing(app, space)
    told.browser.open(get(app, "/login"))
    told.browser.open(Outgoing("GET", f"{space.url}/authorize"))

    assert space.heard[1].headers["cookie"] == "known=to-the-space"
    assert told.secrets == []


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (301, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_keeps_or_drops_the_form(app: ScriptedApp, status: int, method: str) -> None:
    app.redirect("/a", "/b", status=status)
    app.page("/b")
    browsing(app).browser.open(Outgoing.form("POST", f"{app.url}/a", [("x", "é")], {}))

    assert app.heard[1].method == method
    assert app.heard[1].body == (b"x=%C3%A9" if method == "POST" else b"")


def test_a_loop_of_redirects_ends(app: ScriptedApp) -> None:
    app.redirect("/a", "/b")
    app.redirect("/b", "/a")
    told = browsing(app)

    with pytest.raises(NoAnswerError, match="too_many_redirects"):
        told.browser.open(get(app, "/a"))
    assert len(told.visits()) == MAX_REDIRECTS + 1
    assert told.visits()[-1]["error"] == "too_many_redirects"


def test_the_episode_is_told_to_the_space_and_never_to_the_app(app: ScriptedApp, space: ScriptedApp) -> None:
    app.redirect("/login", f"{space.url}/authorize")
    space.redirect("/authorize", f"{app.url}/callback?code=c")
    app.page("/callback")
    told = browsing(app, space)
    told.browser.open(get(app, "/login"))

    assert space.heard[0].headers["poincon-episode"] == "e-1"
    assert all("poincon-episode" not in heard.headers for heard in app.heard)
    assert [visit["callback"] for visit in told.visits()] == [False, True]


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/", "https://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://["],
)
def test_an_app_cannot_send_the_browser_anywhere_else(app: ScriptedApp, target: str) -> None:
    app.redirect("/a", target)
    with pytest.raises(NoAnswerError, match=r"left_for_elsewhere|bad_response"):
        browsing(app).browser.open(get(app, "/a"))


def test_a_silent_app_is_given_up_after_the_patience(app: ScriptedApp) -> None:
    app.silence_at("/a")
    told = browsing(app, patience=-1.7)  # a third of a second with the grace
    with pytest.raises(NoAnswerError, match="timeout"):
        told.browser.open(get(app, "/a"))
    assert told.visits()[0]["error"] == "timeout"
    assert told.browser.tired


def test_an_app_that_drips_is_given_up_just_as_well(app: ScriptedApp) -> None:
    app.drip_at("/a")
    with pytest.raises(NoAnswerError, match="timeout"):
        browsing(app, patience=-1.7).browser.open(get(app, "/a"))


def test_a_stopped_run_hangs_up(app: ScriptedApp) -> None:
    app.silence_at("/a")
    stopped = iter([False])
    with pytest.raises(NoAnswerError):
        browsing(app, patience=60, cancelled=lambda: next(stopped, True)).browser.open(get(app, "/a"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "reset"),
        (b"nonsense\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "bad_response|reset"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nxxxx", "bad_response"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", "bad_response"),
    ],
)
def test_an_answer_that_is_none_is_told(app: ScriptedApp, raw: bytes, reason: str) -> None:
    app.bytes_at("/a", raw)
    with pytest.raises(NoAnswerError, match=reason):
        browsing(app).browser.open(get(app, "/a"))


def test_nobody_listening_is_told() -> None:
    with scripted_app() as gone:
        pass
    with pytest.raises(NoAnswerError, match="refused"):
        browsing(gone).browser.open(get(gone, "/a"))


def test_a_huge_page_is_cut(app: ScriptedApp) -> None:
    app.page("/a", "x" * (MAX_BODY + 100_000))
    told = browsing(app)
    page = told.browser.open(get(app, "/a"))

    assert len(page.text) == MAX_BODY
    assert len(told.visits()[0]["response"]["body"]["text"]) == RECORDED_TEXT


def test_a_charset_that_does_not_exist_is_read_all_the_same(app: ScriptedApp) -> None:
    app.page("/a", "é", headers=("Content-Type: text/html; charset=nonsense",))
    assert browsing(app).browser.open(get(app, "/a")).text == "é"


def test_a_form_of_a_page_says_where_it_comes_from(app: ScriptedApp) -> None:
    app.page("/page")
    app.page("/send")
    browser = browsing(app).browser
    browser.open(get(app, "/page"))
    browser.open(Outgoing.form("POST", f"{app.url}/send", [], {}))
    first, second = app.heard

    assert first.headers["sec-fetch-site"] == "none"
    assert "origin" not in first.headers
    assert second.headers["origin"] == app.url
    assert second.headers["referer"] == f"{app.url}/page"
    assert second.headers["sec-fetch-site"] == "same-origin"
    assert second.headers["sec-fetch-mode"] == "navigate"
    assert second.headers["connection"] == "close"


def test_coming_from_the_space_is_cross_site_and_tells_no_more_than_its_policy(
    app: ScriptedApp, space: ScriptedApp
) -> None:
    space.page("/consent", headers=("Referrer-Policy: no-referrer",))
    space.redirect("/yes", f"{app.url}/callback")
    app.page("/callback")
    browser = browsing(app, space).browser
    browser.open(Outgoing("GET", f"{space.url}/consent"))
    browser.open(Outgoing.form("POST", f"{space.url}/yes", [], {}))

    assert space.heard[1].headers["origin"] == "null"
    assert app.heard[0].headers["sec-fetch-site"] == "cross-site"
    assert "referer" not in app.heard[0].headers


def test_a_script_of_the_page_calls_otherwise(app: ScriptedApp) -> None:
    app.page("/api")
    browsing(app).browser.open(Outgoing.json("POST", f"{app.url}/api", {"a": 1}, {"X-Own": "1"}))

    heard = app.heard[0]
    assert heard.headers["sec-fetch-mode"] == "cors"
    assert heard.headers["content-type"] == "application/json"
    assert heard.headers["x-own"] == "1"
    assert heard.body == b'{"a": 1}'


def test_where_to_goes_may_be_stopped_at(app: ScriptedApp) -> None:
    app.redirect("/me", "https://localhost:1/authorize")
    page = browsing(app).browser.open(get(app, "/me"), follow=lambda _url: False)
    assert page.status == 302
