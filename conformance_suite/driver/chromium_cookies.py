"""The cookies that Chromium holds, as our own jar, and back: our rules say which go along, as ports are sites here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from conformance_suite.driver.cookies import Cookie, CookieJar, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def jar_of(held: Iterable[Mapping[str, Any]]) -> CookieJar:
    """A jar with the cookies of Chromium (DevTools protocol, Network.Cookie)."""
    jar = CookieJar()
    for one in held:
        domain, expires = str(one["domain"]), float(one.get("expires", -1))
        jar.keep(
            Cookie(
                name=str(one["name"]),
                value=str(one["value"]),
                host=domain.lstrip("."),
                port=None,
                host_only=not domain.startswith("."),
                path=str(one["path"]),
                secure=bool(one["secure"]),
                same_site=str(one.get("sameSite", "")).lower(),
                expires=expires if expires >= 0 else None,
            )
        )
    return jar


def values_set(lines: Iterable[str], url: str) -> tuple[str, ...]:
    """The values that a browser would keep of an answer's Set-Cookie lines."""
    return CookieJar().store(lines, url)


def as_given(lines: Iterable[str], url: str) -> list[dict[str, Any]]:
    """Cookies of an answer that Chromium has not seen, as it takes them (Network.CookieParam)."""
    given = []
    for line in lines:
        cookie = parse(line, url, now=time.time())
        if cookie is None:
            continue
        row: dict[str, Any] = {
            "name": cookie.name,
            "value": cookie.value,
            "domain": cookie.host if cookie.host_only else f".{cookie.host}",
            "path": cookie.path,
            "secure": cookie.secure,
            "httpOnly": "httponly" in {part.strip().lower() for part in line.split(";")[1:]},
            "url": url,
        }
        if cookie.host_only:
            del row["domain"]
        if cookie.same_site:
            row["sameSite"] = cookie.same_site.capitalize()
        if cookie.expires is not None:
            row["expires"] = cookie.expires
        given.append(row)
    return given
