from __future__ import annotations

import pytest

from conformance_suite.driver.cookies import MAX_COOKIES, CookieJar

APP = "http://localhost:5000"
NOW = 1_800_000_000.0


def jar(*lines: str, url: str = f"{APP}/a/b", now: float = NOW) -> CookieJar:
    made = CookieJar(clock=lambda: now)
    made.store(lines, url)
    return made


def sent(kept: CookieJar, url: str, *, method: str = "GET", cross_site: bool = False) -> str | None:
    return kept.header(url, method=method, cross_site=cross_site)


def test_loopback_is_a_secure_context() -> None:
    assert sent(jar("sid=1; Secure; HttpOnly; Path=/"), f"{APP}/x") == "sid=1"
    assert sent(jar("sid=1; Secure; Path=/", url="http://example.org/"), "http://example.org/") is None


def test_the_app_and_the_space_share_no_cookie_although_they_share_a_host() -> None:
    kept = jar("sid=app; Path=/")
    kept.store(["sid=space; Path=/"], "https://localhost:8443/")

    assert sent(kept, f"{APP}/") == "sid=app"
    assert sent(kept, "https://localhost:8443/") == "sid=space"


@pytest.mark.parametrize(
    ("line", "path", "goes"),
    [
        ("a=1", "/a/x", True),
        ("a=1", "/other", False),
        ("a=1; Path=/a", "/a", True),
        ("a=1; Path=/a", "/ab", False),
        ("a=1; Path=/a/", "/a/b", True),
        ("a=1; Path=relative", "/a/x", True),
    ],
)
def test_a_cookie_goes_to_its_path(line: str, path: str, *, goes: bool) -> None:
    assert (sent(jar(line), APP + path) == "a=1") is goes


@pytest.mark.parametrize(
    ("same_site", "method", "goes"),
    [
        ("Strict", "GET", False),
        ("Lax", "GET", True),
        ("Lax", "POST", False),
        (None, "GET", True),
        (None, "POST", False),
        ("None; Secure", "POST", True),
        ("None", "GET", False),
    ],
)
def test_coming_back_from_the_space_is_a_visit_from_another_site(
    same_site: str | None, method: str, *, goes: bool
) -> None:
    line = "a=1; Path=/" + (f"; SameSite={same_site}" if same_site else "")
    assert (sent(jar(line), f"{APP}/callback", method=method, cross_site=True) is not None) is goes


def test_cookies_end() -> None:
    kept = jar("a=1; Path=/; Max-Age=10", "b=1; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "c=1; Path=/")
    assert sent(kept, f"{APP}/") == "a=1; c=1"
    kept.store(["c=; Path=/; Max-Age=0"], f"{APP}/")
    assert sent(kept, f"{APP}/") == "a=1"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "=nameless",
        "novalue",
        "a=1; Domain=evil.test",
        "a=1; Domain=com",
        "__Host-a=1; Path=/",
        "__Host-a=1; Secure; Path=/; Domain=localhost",
        "__Host-a=1; Secure; Path=/x",
        "__Secure-a=1",
        "a=1\x00",
        "a=" + "x" * 5000,
    ],
)
def test_cookies_that_browsers_drop_are_dropped(line: str) -> None:
    assert sent(jar(line), f"{APP}/a/b") is None


def test_a_domain_cookie_goes_to_sub_domains() -> None:
    kept = jar("a=1; Domain=example.org; Path=/", url="https://www.example.org/")
    assert sent(kept, "https://api.example.org/") == "a=1"
    assert sent(kept, "https://badexample.org/") is None


def test_the_longest_path_goes_first_and_a_cookie_replaces_itself() -> None:
    kept = jar("a=1; Path=/", "b=2; Path=/a/b", "a=3; Path=/")
    assert sent(kept, f"{APP}/a/b") == "b=2; a=3"


def test_a_flood_of_cookies_is_bounded() -> None:
    kept = jar(*(f"c{number}=1; Path=/" for number in range(MAX_COOKIES * 2)))
    assert (sent(kept, f"{APP}/") or "").count("=") == MAX_COOKIES
