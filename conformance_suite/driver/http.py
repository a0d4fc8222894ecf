"""The person's browser, on requests: cookies, redirects and headers by hand, as a real one would.

Every request to the app is recorded as a `visit`; requests to the space are seen by the space, which is told the
episode they belong to. Nothing else is reachable: an app cannot send the browser anywhere but to itself or the space.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.driver.answers import MAX_BODY, Answer, NoAnswerError
from conformance_suite.driver.bait import names_seen
from conformance_suite.driver.cookies import CookieJar
from conformance_suite.driver.line import TO_APPS
from conformance_suite.driver.origins import BadUrlError, is_secure, origin_of, site_relation
from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.driver.wire import Wire
from conformance_suite.events import REDIRECTS
from conformance_suite.references import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.model import Action
    from sandbox.egress import Guard

MAX_REDIRECTS = 20  # what browsers follow
GRACE = 2.0  # seconds beyond the patience before giving up, so that whoever outlasts it is seen to
TRIED_PATIENCE = 5.0  # seconds for each answer, once the person has waited for one in vain
REMEMBERED = 8  # answers of the app
RECORDED_TEXT = 64 * 1024  # characters of a page kept in the journal

_KEEP_METHOD = frozenset({307, 308})
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Poincon/1"
_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Surroundings:
    """Where a browser may go and whom it tells: one for all browsers of an episode.

    `record` takes driver events, `visit_id` gives ids unique in the run, `turn` waits until one more request may be
    made, `secrets` takes the values of the app's cookies as they are set, `now` is the monotonic clock of the journal,
    `guard` looks at each address of the app as it is connected to.
    """

    episode: str
    app_origins: frozenset[str]
    space_origins: frozenset[str]
    redirect_uris: frozenset[str]
    ca_bundle: Path
    patience: float
    record: Callable[[JsonObject], None]
    secrets: Callable[[tuple[str, ...]], None]
    visit_id: Callable[[], str]
    turn: Callable[[], None] = lambda: None
    cancelled: Callable[[], bool] = lambda: False
    now: Callable[[], float] = time.monotonic
    guard: Guard = TO_APPS


class Browser:
    """One person's browser: its cookies and the page that is open."""

    live = False  # whether pages run their scripts, and can be acted on
    most = MAX_BODY  # bytes of an answer that are read

    def __init__(self, name: str, surroundings: Surroundings) -> None:
        self.name = name
        self.surroundings = surroundings
        self.page: Answer | None = None
        self.last_form: Outgoing | None = None  # what was last sent to the app in a body
        self.callback_url: str | None = None  # the last redirect of the space to the app, followed or not
        self.journey = ""
        self.step = 0
        self.tired = False
        self.attacked = False  # whether the page that is open is of somebody who means harm
        self._lately: deque[Answer] = deque(maxlen=REMEMBERED)  # of the app
        self._jar = CookieJar()
        self._wire = Wire(surroundings.ca_bundle, surroundings.guard, most=self.most)

    def close(self) -> None:
        """Let go of every connection."""
        self._wire.close()

    def take_cookies(self, of: Browser) -> None:
        """Hold the cookies that another browser holds now."""
        self._jar = of._jar.copy()

    def leave_space(self) -> None:
        """Be signed in at the space no more."""
        for origin in self.surroundings.space_origins:
            self._jar.forget(origin)
        self.page = self.callback_url = None

    def come_from(self, site: str) -> None:
        """Have a page of another site open, a link of which is followed next."""
        self.page = Answer(site, 200, (), "", 0)

    @property
    def lately(self) -> tuple[Answer, ...]:
        """What the app answered lately, the latest last."""
        return tuple(self._lately)

    def destinations(self) -> tuple[str, ...]:
        """The parameters by which pages of the app lately said where to go next."""
        return names_seen(self._lately, self.surroundings.app_origins)

    def at_space(self, url: str) -> bool:
        """Whether a URL is the space's."""
        return origin_of(url) in self.surroundings.space_origins

    def is_callback(self, url: str) -> bool:
        """Whether a URL is a redirect URI of the app, whatever its parameters."""
        return url.partition("?")[0] in self.surroundings.redirect_uris

    def open(self, outgoing: Outgoing, *, follow: Callable[[str], bool] = lambda _url: True) -> Answer:
        """Make a request, go where redirects lead, and keep the page that this ends on open.

        `follow` may stop at a redirect; then the redirect itself is returned. Raises NoAnswerError.
        """
        initiator = self.page
        referrer = initiator.url if initiator is not None else None
        for hop in range(MAX_REDIRECTS + 1):
            answer = self._visit(outgoing, referrer, last=hop == MAX_REDIRECTS)
            target = redirect_target(answer)
            if target is not None and self.is_callback(target):
                self.callback_url = target
            if target is None or not follow(target):
                self.page = answer if outgoing.page else self.page
                return answer
            outgoing = redirected(outgoing, answer.status, target)
        raise NoAnswerError("too_many_redirects", outgoing.url)

    def act(self, action: Action, *, follow: Callable[[str], bool] = lambda _url: True) -> Answer:
        """Do something on the page that is open. Raises NoAnswerError: it takes a browser that runs pages."""
        del action, follow
        raise NoAnswerError("needs_browser", "")

    def screen(self) -> JsonObject | None:
        """What scripts made of the open page: None where no page runs."""
        return None

    def hear_foreign_messages(self) -> JsonObject | None:
        """What a page makes of messages of other windows: None where no page runs."""
        return None

    def storage(self) -> JsonObject | None:
        """What the open page's origin keeps in the browser's storage: without scripts nothing can be kept there."""
        return None

    def _visit(self, outgoing: Outgoing, referrer: str | None, *, last: bool) -> Answer:
        around = self.surroundings
        if around.cancelled():
            raise NoAnswerError("cancelled", outgoing.url)
        try:
            origin = origin_of(outgoing.url)
        except BadUrlError as error:
            raise NoAnswerError("left_for_elsewhere", outgoing.url) from error
        headers = self._headers(outgoing, referrer) | self._cookies(outgoing, referrer) | dict(outgoing.headers)
        if origin in around.space_origins:
            return self._from_space(outgoing, headers)
        if origin not in around.app_origins:
            raise NoAnswerError("left_for_elsewhere", outgoing.url)
        around.turn()
        if outgoing.body is not None and not self.attacked:
            self.last_form = outgoing
        return self._recorded(outgoing, headers, last=last)

    def _from_space(self, outgoing: Outgoing, headers: dict[str, str]) -> Answer:
        marked = {**headers, "Poincon-Episode": self.surroundings.episode}
        answer = self._wire.to_space(outgoing, marked, budget=self._budget, cancelled=self.surroundings.cancelled)
        self._jar.store(answer.cookie_lines, outgoing.url)  # the space knows its own
        return answer

    def _from_app(self, outgoing: Outgoing, headers: dict[str, str]) -> Answer:
        answer = self._wire.to_app(outgoing, headers, budget=self._budget, cancelled=self.surroundings.cancelled)
        kept = self._jar.store(answer.cookie_lines, outgoing.url)
        if kept:
            self.surroundings.secrets(kept)
        return answer

    @property
    def _budget(self) -> float:
        return TRIED_PATIENCE if self.tired else self.surroundings.patience + GRACE

    def _recorded(self, outgoing: Outgoing, headers: dict[str, str], *, last: bool) -> Answer:
        visit = self.surroundings.visit_id()
        journey, step = self.journey, self.step
        started = self.surroundings.now()
        answer: Answer | None = None
        error: str | None = None
        try:
            answer = replace(self._from_app(outgoing, headers), visit=visit)
            self._lately.append(answer)
            if last and redirect_target(answer) is not None:
                error = "too_many_redirects"
        except NoAnswerError as failure:
            error = failure.reason
            self.tired = self.tired or error == "timeout"
            raise
        finally:
            ended = self.surroundings.now()
            event: JsonObject = {
                "kind": "visit",
                "t": ended,
                "id": visit,
                "by": "driver",
                "journey": journey,
                "step": step,
                "browser": self.name,
                "request": request_json(outgoing, {**headers, "Connection": "close"}),
                "response": None if answer is None else answer.as_json(RECORDED_TEXT),
                "error": error,
                "started": started,
                "answered": None if answer is None else ended,
                "callback": self.is_callback(outgoing.url),
            }
            self.surroundings.record(event)
        return answer

    def _headers(self, outgoing: Outgoing, referrer: str | None) -> dict[str, str]:
        policy = self.page.referrer_policy if self.page is not None else ""
        begun_by = origin_of(referrer) if referrer is not None else None
        relation = site_relation(begun_by, outgoing.url)
        headers = {
            "User-Agent": AGENT,
            "Accept": _PAGE if outgoing.page else "*/*",
            "Accept-Language": "fr,en;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Sec-Fetch-Site": relation,
            "Sec-Fetch-Mode": "navigate" if outgoing.page else "cors",
            "Sec-Fetch-Dest": "document" if outgoing.page else "empty",
        }
        if outgoing.page:
            headers |= {"Sec-Fetch-User": "?1", "Upgrade-Insecure-Requests": "1"}
        if outgoing.content_type:
            headers["Content-Type"] = outgoing.content_type
        if outgoing.method not in {"GET", "HEAD"}:
            headers["Origin"] = _origin_sent(begun_by, outgoing.url, policy)
        referer = _referer(referrer, outgoing.url, policy)
        if referer:
            headers["Referer"] = referer
        return headers

    def _cookies(self, outgoing: Outgoing, referrer: str | None) -> dict[str, str]:
        return self._from_jar(self._jar, outgoing, origin_of(referrer) if referrer is not None else None)

    def _from_jar(self, jar: CookieJar, outgoing: Outgoing, begun_by: str | None) -> dict[str, str]:
        cookies = jar.header(
            outgoing.url,
            method=outgoing.method,
            cross_site=site_relation(begun_by, outgoing.url) == "cross-site",
            page=outgoing.page,
            lenient=self.attacked,
        )
        return {"Cookie": cookies} if cookies else {}


def _origin_sent(begun_by: str | None, url: str, policy: str) -> str:
    """The Origin of a form or a call: the page's, hidden where its referrer policy says so (Fetch, 3.2)."""
    if begun_by is None:
        return origin_of(url)  # typed by nobody: a form of the app's own, whose page was not needed
    if begun_by == origin_of(url):
        return "null" if policy == "no-referrer" else begun_by
    downgraded = begun_by.startswith("https:") and not url.startswith("https:")
    hidden = policy in {"no-referrer", "same-origin"} or (downgraded and policy not in {"origin", "unsafe-url"})
    return "null" if hidden else begun_by


def _referer(page_url: str | None, url: str, policy: str) -> str | None:
    """What the page tells of itself (Referrer Policy, 3; strict-origin-when-cross-origin by default)."""
    if page_url is None or policy == "no-referrer":
        return None
    origin = origin_of(page_url)
    if origin == origin_of(url):
        return f"{origin}/" if policy in {"origin", "strict-origin"} else page_url.partition("#")[0]
    downgraded = is_secure(page_url) and not is_secure(url)
    return None if policy == "same-origin" or downgraded else f"{origin}/"


def redirect_target(answer: Answer) -> str | None:
    """Where an answer sends the browser, None when it is not a redirect."""
    location = answer.header("location")
    if answer.status not in REDIRECTS or location is None:
        return None
    try:
        # servers write what they like here; browsers read it as UTF-8
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = location.strip()
    try:
        target = resolved(location, answer.url)
        return urlsplit(target)._replace(fragment="").geturl()
    except ValueError:
        return "about:invalid"


def redirected(outgoing: Outgoing, status: int, target: str) -> Outgoing:
    """The request that follows a redirect: the same again, or a page opened."""
    if status in _KEEP_METHOD:
        return replace(outgoing, url=target)
    return Outgoing("GET", target, headers=outgoing.headers, page=outgoing.page)


def request_json(outgoing: Outgoing, headers: Mapping[str, str]) -> JsonObject:
    """A request as the journal keeps it."""
    body = outgoing.body or b""
    text = body.decode("utf-8", "replace")[:RECORDED_TEXT] if body else None
    pairs: list[JsonValue] = [[name, value] for name, value in headers.items()]
    return {
        "method": outgoing.method,
        "url": outgoing.url,
        "headers": pairs,
        "body": {"text": text, "size": len(body), "type": outgoing.content_type},
    }
