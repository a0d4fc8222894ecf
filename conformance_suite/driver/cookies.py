"""The cookies of one browser: RFC 6265bis as far as one person, a few pages and a callback can tell the difference.

Two departures, both deliberate. Loopback counts as a secure context, as in browsers, so `Secure` cookies come back over
plain http there. Ports keep cookies apart on loopback, because in real life the app and the space have different hosts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.driver.origins import is_loopback, is_secure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_COOKIES = 300
MAX_BYTES = 4096
_SAFE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Cookie:
    """A cookie kept: whom it goes to, until when (wall clock, None: as long as the browser), how strictly."""

    name: str
    value: str
    host: str
    port: int | None
    host_only: bool
    path: str
    secure: bool
    same_site: str
    expires: float | None

    @property
    def key(self) -> tuple[str, str, int | None, str]:
        """What makes a cookie the same cookie."""
        return (self.name, self.host, self.port, self.path)


class CookieJar:
    """The cookies of one browser."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._cookies: dict[tuple[str, str, int | None, str], Cookie] = {}

    def store(self, lines: Iterable[str], url: str) -> tuple[str, ...]:
        """Keep the cookies of an answer's Set-Cookie lines; return the values that were kept."""
        values = []
        for line in lines:
            cookie = parse(line, url, now=self._clock())
            if cookie is None:
                continue
            self._cookies.pop(cookie.key, None)
            if cookie.expires is not None and cookie.expires <= self._clock():
                continue
            if len(self._cookies) < MAX_COOKIES:
                self._cookies[cookie.key] = cookie
                values.append(cookie.value)
        return tuple(values)

    def keep(self, cookie: Cookie) -> None:
        """Hold a cookie that another browser took."""
        self._cookies[cookie.key] = cookie

    def copy(self) -> CookieJar:
        """The same cookies in another jar."""
        jar = CookieJar(self._clock)
        jar._cookies = dict(self._cookies)
        return jar

    def forget(self, url: str) -> None:
        """Drop every cookie that would go to the host and port of `url`."""
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or 0
        self._cookies = {
            key: one for key, one in self._cookies.items() if one.host != host or one.port not in {None, port}
        }

    def header(
        self, url: str, *, method: str, cross_site: bool, page: bool = True, lenient: bool = False
    ) -> str | None:
        """The Cookie line of a request for `url`, None when no cookie goes along.

        `page`: a top-level navigation, as opposed to a call by a script. `lenient`: as in browsers that do not count a
        cookie without SameSite as Lax, and in those that do so only when it is two minutes old.
        """
        now = self._clock()
        sent = [
            cookie
            for cookie in self._cookies.values()
            if (cookie.expires is None or cookie.expires > now)
            and _goes_to(cookie, url)
            and not (cross_site and _kept_home(cookie, method, page=page) and not (lenient and not cookie.same_site))
        ]
        sent.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in sent) or None


def parse(line: str, url: str, *, now: float) -> Cookie | None:
    """The cookie that a Set-Cookie line of `url` makes, None when a browser would drop it."""
    if len(line) > MAX_BYTES or any(ord(char) < ord(" ") and char != "\t" for char in line):
        return None
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    name, value = (name.strip(), value.strip()) if equals else ("", pair.strip())
    if not name:
        return None
    wanted = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in attributes)}
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    domain = wanted.get("domain", "").lstrip(".").lower()
    if domain and not _may_set(domain, host):
        return None
    path = wanted.get("path", "")
    cookie = Cookie(
        name=name,
        value=value,
        host=domain or host,
        port=(parts.port or 0) if is_loopback(host) else None,
        host_only=not domain,
        path=path if path.startswith("/") else _default_path(parts.path),
        secure="secure" in wanted,
        same_site=_same_site(wanted.get("samesite", "")),
        expires=_expiry(wanted, now),
    )
    return cookie if _prefix_holds(cookie) and _trusted(cookie, url) else None


def _same_site(word: str) -> str:
    return word.lower() if word.lower() in {"strict", "lax", "none"} else ""


def _may_set(domain: str, host: str) -> bool:
    return domain == host or (host.endswith("." + domain) and "." in domain)


def _default_path(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _expiry(wanted: dict[str, str], now: float) -> float | None:
    try:
        if "max-age" in wanted:
            return now + min(int(wanted["max-age"]), 400 * 86400)
        parsed = parsedate_tz(wanted["expires"].replace("-", " "))
        return None if parsed is None else float(mktime_tz(parsed))
    except (KeyError, ValueError, OverflowError):
        return None


def _prefix_holds(cookie: Cookie) -> bool:
    lower = cookie.name.lower()
    if lower.startswith("__host-"):
        return cookie.secure and cookie.host_only and cookie.path == "/"
    return cookie.secure or not lower.startswith("__secure-")


def _trusted(cookie: Cookie, url: str) -> bool:
    needs_secure = cookie.secure or cookie.same_site == "none"
    return (not needs_secure or is_secure(url)) and not (cookie.same_site == "none" and not cookie.secure)


def _goes_to(cookie: Cookie, url: str) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    same_host = host == cookie.host or (not cookie.host_only and host.endswith("." + cookie.host))
    same_port = cookie.port is None or (parts.port or 0) == cookie.port
    path = parts.path or "/"
    under = path == cookie.path or (
        path.startswith(cookie.path) and (cookie.path.endswith("/") or path[len(cookie.path)] == "/")
    )
    return same_host and same_port and under and (not cookie.secure or is_secure(url))


def _kept_home(cookie: Cookie, method: str, *, page: bool) -> bool:
    """Whether SameSite holds the cookie back from a request that another site began; no word counts as Lax."""
    if cookie.same_site == "none":
        return False
    return cookie.same_site == "strict" or not page or method not in _SAFE_METHODS
