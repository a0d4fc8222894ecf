"""The cookies by which an app knows a browser: how they are set, when they change, and what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance_suite.secrets_seen import identity_of, mark_of, marks_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from conformance_suite.episode import Episode
    from conformance_suite.events import Visit
    from conformance_suite.secrets_seen import SecretMark

OPAQUE = 16  # characters from which on a value may stand for a session
PROTECTED = ("secure", "httponly")
SAME_SITE = ("lax", "strict")  # whatever else stands there, browsers take for nothing said
_FORGERY_TOKEN = re.compile(r"c[sr]rf|xsrf", re.IGNORECASE)  # read by scripts on purpose


@dataclass(frozen=True)
class CookieSet:
    """A cookie as an answer sets it: attribute names in lower case."""

    name: str
    value: str
    attributes: Mapping[str, str]
    visit: str


def cookies_set(episode: Episode) -> tuple[CookieSet, ...]:
    """Every cookie that the app set in an episode, in order."""
    found = []
    for visit in episode.visits:
        lines = [] if visit.response is None else visit.response.headers
        found += [_cookie(value, visit.id) for name, value in lines if name.lower() == "set-cookie"]
    return tuple(found)


def cookies_sent(visit: Visit) -> dict[str, str | None]:
    """The cookies that went with a request: what tells each value from another, by name."""
    pairs = [
        part.partition("=")
        for name, value in visit.request.headers
        if name.lower() == "cookie"
        for part in value.split(";")
    ]
    return {name.strip(): identity_of(value) for name, _, value in pairs}


def session_cookies(episode: Episode) -> tuple[CookieSet, ...]:
    """The cookies by which the signed-in person was known: opaque, sent with the first probe that showed them."""
    probe = next((one for one in episode.probes if one.signed_in), None)
    visit = next((one for one in episode.visits if probe is not None and one.id == probe.visit), None)
    if visit is None:
        raise Inconclusive("session_unreadable")
    sent = cookies_sent(visit)
    known = {one.name: one for one in cookies_set(episode) if sent.get(one.name, "") == identity_of(one.value)}
    return tuple(one for one in known.values() if _may_be_a_session(one))


def assert_session_cookies_protected(episode: Episode) -> None:
    """Each goes by https only, is out of the reach of scripts, and no other site may send it along at will.

    Whoever comes back from the space comes by a link, with which a Lax cookie goes along: nobody here needs None.
    """
    for cookie in _some_session_cookies(episode):
        missing = [name for name in PROTECTED if name not in cookie.attributes]
        same_site = cookie.attributes.get("samesite", "").lower()
        if same_site == "none":
            raise Failure("cookie_sent_from_anywhere", exchanges=[cookie.visit], name=cookie.name)
        missing += ["samesite"] * (same_site not in SAME_SITE)
        if missing:
            raise Failure("cookie_unprotected", exchanges=[cookie.visit], name=cookie.name, missing=", ".join(missing))


def assert_session_renewed(episode: Episode) -> None:
    """A session cookie of the signed-in person is not one that the browser had before they proved who they are."""
    before = cookies_sent(_visit_of_proof(episode))
    cookies = _some_session_cookies(episode)
    if all(before.get(one.name, "") == identity_of(one.value) for one in cookies):
        raise Failure("session_not_renewed", exchanges=[cookies[0].visit], name=cookies[0].name)


def assert_no_token_in_cookies(episode: Episode) -> None:
    """No cookie holds an access, refresh or ID token in clear."""
    signatures = {mark.digest for mark in _id_token_signatures(episode)}
    for cookie in cookies_set(episode):
        if _holds_a_token(cookie.value, signatures):
            raise Failure("token_in_cookie", exchanges=[cookie.visit], name=cookie.name)


def assert_no_token_in_storage(episode: Episode) -> None:
    """Neither local nor session storage holds one; only a driver that runs pages sees what is there."""
    signatures = {mark.digest for mark in _id_token_signatures(episode)}
    for storage in episode.storages:
        for area, name, value in storage.items:
            if _holds_a_token(value, signatures):
                raise Failure("token_in_storage", exchanges=episode.pages_of(storage.when), name=name, area=area)


def _holds_a_token(text: str, signatures: Collection[str]) -> bool:
    return any(mark.kind in {"access_token", "refresh_token"} or mark.digest in signatures for mark in marks_of(text))


def _some_session_cookies(episode: Episode) -> tuple[CookieSet, ...]:
    cookies = session_cookies(episode)
    if not cookies:
        raise NotApplicable("no_session_cookie")
    return cookies


def _visit_of_proof(episode: Episode) -> Visit:
    """The request by which the person proves who they are: to the app where it has accounts, else the callback."""
    prepared = [one for one in episode.visits_of("prepare") if one.request.method == "POST"]
    visits = prepared[:1] or list(episode.callbacks[:1])
    if not visits:
        raise Inconclusive("login_failed", reason="-")
    return visits[0]


def _id_token_signatures(episode: Episode) -> list[SecretMark]:
    answers = [one.response.json for one in episode.exchanges("token") if one.response is not None]
    marks = [mark_of(str(answer.get("id_token"))) for answer in answers if isinstance(answer, dict)]
    return [mark for mark in marks if mark is not None]


def _may_be_a_session(cookie: CookieSet) -> bool:
    mark = mark_of(cookie.value)
    length = len(cookie.value) if mark is None else mark.length
    return length >= OPAQUE and _FORGERY_TOKEN.search(cookie.name) is None


def _cookie(line: str, visit: str) -> CookieSet:
    pair, *attributes = line.split(";")
    name, _, value = pair.partition("=")
    said = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in attributes)}
    return CookieSet(name.strip(), value.strip(), said, visit)
