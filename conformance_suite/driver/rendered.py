"""A person's browser that is Chromium: pages run their scripts, and what a person reads is what they came to show.

The same requests are recorded as without it, carried by the same wires; what is Chromium's own is which requests are
made and what becomes of the answers. A page is opened as by its address: what a journey says to send (a form, headers)
takes the place of that first request.
"""

from __future__ import annotations

import html
import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from conformance_suite.driver import foreign_messages
from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.asked import UNSEEN
from conformance_suite.driver.chromium_cookies import as_given, jar_of, values_set
from conformance_suite.driver.chromium_program import ChromiumError
from conformance_suite.driver.http import AGENT, MAX_REDIRECTS, Browser, redirect_target, redirected, request_json
from conformance_suite.driver.origins import BadUrlError, origin_of, site_relation
from conformance_suite.driver.tab import Tab
from conformance_suite.driver.undrawn import does_nothing, emptied
from conformance_suite.driver.wire import Wire
from conformance_suite.manifest.model import Click, Fill, Submit, WaitFor

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from conformance_suite.driver.answers import Answer
    from conformance_suite.driver.asked import Asked
    from conformance_suite.driver.chromium import Chromium
    from conformance_suite.driver.cookies import CookieJar
    from conformance_suite.driver.http import Surroundings
    from conformance_suite.driver.outgoing import Outgoing
    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Action

MAX_ANSWER = 32 * 1024 * 1024  # bytes: the bundles of single-page apps are large
BEYOND = 5.0  # seconds after the last answer could come, for the page to come to rest

T = TypeVar("T")


@dataclass
class Trip:
    """From one thing that a person does until the page has come to rest.

    `outgoing` takes the place of the first request for a page, and of what its redirects lead to; `begun_by` is the
    address of the page that began it.
    """

    follow: Callable[[str], bool]
    outgoing: Outgoing | None
    begun_by: str | None
    hops: int = 0
    last: Answer | None = None  # to a request for a page, redirects included
    page: Answer | None = None  # the same, redirects not included
    latest: str | None = None  # visit
    fetched: Answer | None = None  # without Chromium, which is yet to be shown it
    held: bool = False
    failure: NoAnswerError | None = None


class RenderedBrowser(Browser):
    """One person's browser in Chromium: a context with one page."""

    live = True
    most = MAX_ANSWER

    def __init__(self, name: str, surroundings: Surroundings, chromium: Chromium) -> None:
        super().__init__(name, surroundings)
        self._chromium = chromium
        self._tab = Tab(chromium, self._carry, agent=AGENT, at_space=self.at_space)
        self._trip = Trip(lambda _url: True, None, None)
        self._spare: SimpleQueue[Wire] = SimpleQueue()
        self._wires: list[Wire] = [self._wire]
        self._spare.put(self._wire)
        self._led_on: set[str] = set()  # hosts that pages asked for, of neither the app nor the space
        self._keeping = threading.Lock()  # around the jar, which several wires use
        self._do(self._tab.begin())

    def close(self) -> None:
        """Close the page, forget everything, let go of every connection."""
        with suppress(ChromiumError):
            self._do(self._tab.end())
        for wire in self._wires:
            wire.close()

    def take_cookies(self, of: Browser) -> None:
        """Hold the cookies that another browser holds now."""
        super().take_cookies(of)
        if isinstance(of, RenderedBrowser):
            self._do(self._tab.take_cookies(of.held(), instead=True))

    def held(self) -> list[dict[str, Any]]:
        """The cookies of the app that Chromium holds, as it tells them."""
        return self._do(self._tab.cookies())

    def open(self, outgoing: Outgoing, *, follow: Callable[[str], bool] = lambda _url: True) -> Answer:
        """Open a page and come to rest there; a call, or what another site does, is made without one.

        `follow` may stop at an address; then the redirect to it is returned, or the page that would have gone there.
        Raises NoAnswerError.
        """
        if not outgoing.page or self.attacked:
            return super().open(outgoing, follow=follow)
        self._trip = trip = Trip(follow, outgoing, None if self.page is None else self.page.url)
        if self.at_space(outgoing.url):
            outgoing = self._through_space(trip, outgoing)
            if trip.fetched is None and trip.last is not None:
                self.page = trip.last
                return self.page
        self._do(self._tab.go(outgoing.url, ends=self._ends))
        return self._arrived(outgoing.url)

    def _through_space(self, trip: Trip, outgoing: Outgoing) -> Outgoing:
        """Go from page to page of the space without Chromium; the last request that this took.

        Chromium is to be shown what came of it, `trip.fetched`, if that leads away from the space or does something.
        Raises NoAnswerError.
        """
        while trip.hops <= MAX_REDIRECTS:
            trip.hops += 1
            trip.outgoing = outgoing
            trip.last = answer = self._visit(outgoing, trip.begun_by, last=False)
            target = redirect_target(answer)
            if target is not None and self.is_callback(target):
                self.callback_url = target
            if (target is None and does_nothing(answer)) or (target is not None and not trip.follow(target)):
                return outgoing
            if target is None or not self._is_of_space(target):
                trip.fetched = answer
                return outgoing
            outgoing = redirected(outgoing, answer.status, target)
        raise NoAnswerError("too_many_redirects", outgoing.url)

    def _is_of_space(self, url: str) -> bool:
        with suppress(BadUrlError):
            return self.at_space(url)
        return False

    def act(self, action: Action, *, follow: Callable[[str], bool] = lambda _url: True) -> Answer:
        """Do something on the page that is open. Raises NoAnswerError, FormError."""
        if self.page is None:
            raise NoAnswerError("no_page", "")
        self._trip = Trip(follow, None, self.page.url)
        match action:
            case Click(words):
                self._do(self._tab.click(words, ends=self._ends))
            case Fill(values):
                self._do(self._tab.fill(values, ends=self._ends))
            case WaitFor(words):
                self._do(self._tab.wait_for(words, ends=self._ends))
            case Submit(form, fields):
                self._do(self._tab.submit(form, fields, ends=self._ends))
        return self._arrived(self.page.url)

    def storage(self) -> JsonObject | None:
        """What the open page's origin keeps in the browser's storage, None without a page of the app."""
        if self.page is None or self.at_space(self.page.url):
            return None
        kept = self._do(self._tab.kept())
        return {"origin": origin_of(self.page.url), **kept}

    def screen(self) -> JsonObject | None:
        """What stands before the person, None without a page of the app."""
        if self.page is None or self.at_space(self.page.url):
            return None
        try:
            screen = self._do(self._tab.screen())
        except ChromiumError:  # it went elsewhere, or is gone: nothing is known of it
            return None
        return screen if str(screen["address"]).startswith(f"{origin_of(self.page.url)}/") else None

    def hear_foreign_messages(self) -> JsonObject | None:
        """Have the open page of the app hear what a window of another origin says; what it made of it.

        `listens`, and of what was said `obeyed`: markup, words or storage that came of it, or a request elsewhere.
        """
        if self.page is None or self.at_space(self.page.url):
            return None
        if not self._do(self._tab.listens()):
            return {"listens": False, "obeyed": []}
        self._led_on.clear()
        self._trip = Trip(lambda _url: True, None, self.page.url)
        self._do(self._tab.hear(foreign_messages.ORIGIN, foreign_messages.messages(), ends=self._ends))
        shown, kept = self._do(self._tab.shown()), json.dumps(self._do(self._tab.kept()))
        seen = {
            "markup": self._do(self._tab.has(foreign_messages.ELEMENT)),
            "words": any(one in shown for one in foreign_messages.MARKS),
            "storage": any(one in kept for one in foreign_messages.MARKS),
            "elsewhere": foreign_messages.HOST in self._led_on,
        }
        return {"listens": True, "obeyed": [what for what, holds in seen.items() if holds]}

    @property
    def _ends(self) -> float:
        return time.monotonic() + self._budget + BEYOND

    def _arrived(self, url: str) -> Answer:
        trip = self._trip
        if trip.failure is not None:
            raise trip.failure
        if trip.held and trip.last is not None and redirect_target(trip.last) is not None:
            self.page = trip.last
            return trip.last
        page = trip.page or self.page
        if page is None:
            raise NoAnswerError("bad_response", url)
        if not self.at_space(page.url):
            visit = page.visit if trip.page is not None else trip.latest or page.visit
            shown = html.escape(self._do(self._tab.shown()), quote=False)
            page = replace(page, url=self._do(self._tab.address()), text=shown, visit=visit)
        self.page = page
        return page

    # --- requests of the page, in threads of their own ---------------------------------------------------------------

    def _carry(self, asked: Asked) -> Answer:
        """What comes back for a request. Raises NoAnswerError."""
        trip = self._trip
        if self.surroundings.cancelled():
            trip.failure = NoAnswerError("cancelled", asked.outgoing.url)
            raise trip.failure
        if not asked.document:
            return self._carry_part(asked, trip)
        try:
            return self._carry_page(asked, trip)
        except NoAnswerError as error:
            if not trip.held:
                trip.failure = error
            raise

    def _carry_page(self, asked: Asked, trip: Trip) -> Answer:
        url = asked.outgoing.url
        outgoing = asked.outgoing
        if trip.fetched is not None:
            answer, trip.fetched = trip.fetched, None
            trip.page = None if redirect_target(answer) is not None else answer
            return answer
        if trip.last is None and trip.outgoing is not None:
            outgoing = replace(trip.outgoing, url=url)
        elif not asked.redirected:  # by a script, a link or a form of the page
            left = trip.page or self.page
            trip.outgoing, trip.begun_by = None, None if left is None else left.url
        elif trip.outgoing is not None and trip.last is not None:
            outgoing = redirected(trip.outgoing, trip.last.status, url)
        if (trip.last is not None or trip.outgoing is None) and not trip.follow(url):
            trip.held = True
            raise NoAnswerError("held", url)
        headers = self._headers(outgoing, trip.begun_by) | dict(outgoing.headers)
        trip.outgoing = None if trip.outgoing is None else outgoing
        trip.hops += 1
        if trip.hops > MAX_REDIRECTS + 1:
            raise NoAnswerError("too_many_redirects", url)
        begun_by = None if trip.begun_by is None else origin_of(trip.begun_by)
        trip.last = answer = self._sent(asked, outgoing, headers, begun_by, last=trip.hops == MAX_REDIRECTS + 1)
        target = redirect_target(answer)
        if target is None:
            trip.page = answer
            return emptied(answer) if self.at_space(url) and does_nothing(answer) else answer
        if self.is_callback(target):
            self.callback_url = target
        return answer

    def _carry_part(self, asked: Asked, trip: Trip) -> Answer:
        """A script's call, a script, a style sheet, a frame."""
        page = trip.page or self.page
        known = asked.header("origin") or asked.header("referer") or (None if page is None else page.url)
        begun_by = "null" if known in {None, "null"} else origin_of(str(known))
        headers = dict(asked.outgoing.headers) | asked.fetch_metadata(site_relation(begun_by, asked.outgoing.url))
        try:
            answer = self._sent(asked, asked.outgoing, headers, begun_by, last=False)
        except NoAnswerError as error:
            if error.reason == "timeout":  # the person waits for it in vain
                trip.failure = trip.failure or error
            raise
        trip.latest = answer.visit or trip.latest
        return answer

    def _sent(
        self, asked: Asked, outgoing: Outgoing, headers: dict[str, str], begun_by: str | None, *, last: bool
    ) -> Answer:
        around = self.surroundings
        try:
            origin = origin_of(outgoing.url)
        except BadUrlError as error:
            raise NoAnswerError("left_for_elsewhere", outgoing.url) from error
        if origin not in around.space_origins | around.app_origins:
            self._note_elsewhere(outgoing, asked.kind)
            raise NoAnswerError("left_for_elsewhere", outgoing.url)
        if asked.kind in UNSEEN:
            raise NoAnswerError("not_looked_at", outgoing.url)
        if origin in around.space_origins:
            with self._keeping:
                headers |= self._from_jar(self._jar, outgoing, begun_by)
            return self._from_space(outgoing, headers)
        headers |= self._from_jar(jar_of(asked.cookies), outgoing, begun_by)
        around.turn()
        if outgoing.body is not None:
            self.last_form = outgoing
        return self._recorded(outgoing, headers, last=last)

    def _note_elsewhere(self, outgoing: Outgoing, kind: str) -> None:
        """Journal that a page asked for something of neither the app nor the space; nothing was sent."""
        self._led_on.add(urlsplit(outgoing.url).hostname or "")
        event: JsonObject = {
            "kind": "third_party",
            "by": "driver",
            "journey": self.journey,
            "step": self.step,
            "browser": self.name,
            "request": request_json(outgoing, outgoing.headers),
            "resource": kind.lower(),
        }
        self.surroundings.record(event)

    def _from_space(self, outgoing: Outgoing, headers: dict[str, str]) -> Answer:
        marked = {**headers, "Poincon-Episode": self.surroundings.episode}
        wire = self._take_wire()
        try:
            answer = wire.to_space(outgoing, marked, budget=self._budget, cancelled=self.surroundings.cancelled)
        finally:
            self._spare.put(wire)
        with self._keeping:
            self._jar.store(answer.cookie_lines, outgoing.url)
        return answer

    def _from_app(self, outgoing: Outgoing, headers: dict[str, str]) -> Answer:
        wire = self._take_wire()
        try:
            answer = wire.to_app(outgoing, headers, budget=self._budget, cancelled=self.surroundings.cancelled)
        finally:
            self._spare.put(wire)
        kept = values_set(answer.cookie_lines, outgoing.url)
        if kept:
            self.surroundings.secrets(kept)
        return answer

    def _take_wire(self) -> Wire:
        try:
            return self._spare.get_nowait()
        except Empty:
            wire = Wire(self.surroundings.ca_bundle, self.surroundings.guard, most=self.most)
            self._wires.append(wire)
            return wire

    # --- requests without a page -------------------------------------------------------------------------------------

    def _visit(self, outgoing: Outgoing, referrer: str | None, *, last: bool) -> Answer:
        answer = super()._visit(outgoing, referrer, last=last)
        if not self.at_space(outgoing.url):
            self._do(self._tab.take_cookies(as_given(answer.cookie_lines, outgoing.url), instead=False))
        return answer

    def _cookies(self, outgoing: Outgoing, referrer: str | None) -> dict[str, str]:
        jar: CookieJar = self._jar if self.at_space(outgoing.url) else jar_of(self.held())
        return self._from_jar(jar, outgoing, origin_of(referrer) if referrer is not None else None)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have the browser's thread do something. Raises ChromiumError when it cannot: the episode ends there."""
        return self._chromium.do(work)
