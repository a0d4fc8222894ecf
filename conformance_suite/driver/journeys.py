"""Journeys of a manifest, played by a person in a browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance_suite.driver import multipart
from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.bait import baited
from conformance_suite.driver.forms import FormError, fill, find_form, parse_page
from conformance_suite.driver.http import redirect_target
from conformance_suite.driver.origins import origin_of
from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.driver.person import Person
from conformance_suite.driver.reading import PageText
from conformance_suite.jwt_parts import decoded
from conformance_suite.manifest.model import Click, Fill, Request, Submit, Told, WaitFor
from conformance_suite.manifest.placeholders import expand, expand_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance_suite.driver.answers import Answer
    from conformance_suite.driver.http import Browser
    from conformance_suite.driver.person import Persona
    from conformance_suite.manifest.model import Action, Session, Step
    from conformance_suite.plays import Consent

SERVER_ERROR = 500
ANOTHER_SITE = "https://portal.example/"  # whose page has the link that opens the app


class JourneyError(Exception):
    """A journey could not be played to its end; the message is the journal's reason."""


@dataclass(frozen=True)
class Seat:
    """A persona at a browser, with the values of the manifest's placeholders for this person."""

    browser: Browser
    persona: Persona
    app_url: str
    values: Mapping[str, str]

    def play(
        self,
        journey: str,
        steps: tuple[Step, ...],
        *,
        consent: Consent = "allow",
        hold: bool = False,
        bait: str | None = None,
        told: Mapping[str, str] | None = None,
    ) -> Answer:
        """Play the steps; the page they end on, or with `hold` the redirect to the app as they come to it.

        Raises JourneyError.

        With `bait` each step also asks the app to send the person elsewhere afterwards, to a place so spelled: by
        parameters known to apps, and by those that its pages were seen to use. What is `told` to the app stands in the
        address of the first step, which a page of another site opens then.
        """
        person = Person(self.persona, self.browser, consent=consent, hold=hold)
        self.browser.journey, self.browser.last_form = journey, None
        page: Answer | None = None
        for index, step in enumerate(steps):
            self.browser.step = index
            try:
                page = self._take(step, person, bait=bait, told=told if index == 0 else None)
            except NoAnswerError as error:
                raise JourneyError(error.reason) from error
            except FormError as error:
                raise JourneyError(f"step {index + 1}: {error}") from error
            if hold and self._is_held(page):
                break
        if page is None:
            raise JourneyError("the journey has no step")
        return page

    def _is_held(self, page: Answer) -> bool:
        """Whether a step ended on the way back to the app, which is not taken: what is done there has to wait."""
        target = redirect_target(page)
        return target is not None and self.browser.is_callback(target)

    def _take(self, step: Step, person: Person, *, bait: str | None, told: Mapping[str, str] | None) -> Answer:
        """Take one step. Raises NoAnswerError, FormError."""
        if not isinstance(step, Request | Told) and self.browser.live:
            return person.act(self._expanded(step))
        outgoing = self._outgoing(step)
        if told is not None:
            self.browser.come_from(ANOTHER_SITE)
            outgoing = replace(outgoing, url=with_parameters(outgoing.url, told))
        return person.go(baited(outgoing, self.browser.destinations(), bait) if bait else outgoing)

    def _expanded(self, action: Action) -> Action:
        match action:
            case Submit(form, fields):
                return Submit(self._text(form), self._texts(fields))
            case Fill(values):
                return Fill(self._texts(values))
            case Click(words):
                return Click(self._text(words))
            case WaitFor(words):
                return WaitFor(self._text(words))

    def open_callback(self, of: Seat, *, keep: tuple[str, ...] = ()) -> Answer:
        """Open the last redirect to the app that another browser met (or this one), as a link that somebody sent.

        `keep` names the parameters that stay those of this browser's own last redirect. Raises JourneyError.
        """
        url, own = of.browser.callback_url, self.browser.callback_url
        if url is None or (keep and own is None):
            raise JourneyError("no_callback")
        self.browser.journey, self.browser.step = "callback", 0
        try:
            return self.browser.open(Outgoing("GET", with_parameters_of(url, own or url, keep)))
        except NoAnswerError as error:
            raise JourneyError(error.reason) from error

    def signed_in(self, session: Session) -> tuple[bool | None, Answer | None]:
        """What the session page says (None: it could not be read), and the page.

        Redirects inside the app are followed; one that leaves for the space means that the app asks who is there.
        """
        self.browser.journey, self.browser.step = "session", 0
        origin = origin_of(self.app_url)
        outgoing = Outgoing("GET", self.app_url + self._text(session.path), headers=self._texts(session.headers))
        try:
            page = self.browser.open(outgoing, follow=lambda url: url.startswith(f"{origin}/"))
        except NoAnswerError:
            return None, None
        if page.status >= SERVER_ERROR and page.status != session.status:
            return None, page
        status_holds = session.status is None or page.status == session.status
        words_hold = session.contains is None or PageText(page.text).shows(self._text(session.contains))
        return status_holds and words_hold, page

    def _outgoing(self, step: Step) -> Outgoing:
        if isinstance(step, Submit):
            return self._submitted(step)
        if not isinstance(step, Request):
            raise FormError(f"{type(step).__name__.lower()} needs a browser that runs the pages")
        path = self._text(step.path)
        url = path if path.startswith(("http:", "https:")) else self.app_url + path
        headers = self._texts(step.headers)
        if step.json is not None:
            return Outgoing.json(step.method, url, expand_all(step.json, self.values), headers)
        if step.form is not None:
            return Outgoing.form(step.method, url, tuple(self._texts(step.form).items()), headers)
        return _plain(step, url, headers)

    def _submitted(self, step: Submit) -> Outgoing:
        page = self.browser.page
        if page is None:
            raise FormError("no page is open")
        form = find_form(parse_page(page.text), self._text(step.form))
        filled = fill(form, self._texts(step.fields), page_url=page.url)
        if filled.method == "POST" and filled.enctype == "multipart/form-data":
            body, content_type = multipart.encode(filled.fields)
            return Outgoing("POST", filled.action, body, content_type)
        return Outgoing.form(filled.method, filled.action, filled.fields, {})

    def _text(self, text: str) -> str:
        return expand(text, self.values)

    def _texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {key: expand(text, self.values) for key, text in texts.items()}


def with_parameters_of(url: str, other: str, names: tuple[str, ...]) -> str:
    """A URL whose query has, for these names, the values that another URL gives them.

    In a response that is signed nobody can change any: there they stand beside it, for whoever reads them there.
    """
    given = dict(parse_qsl(urlsplit(other).query, keep_blank_values=True))
    parts = urlsplit(url)
    query = [
        (name, given.get(name, value) if name in names else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    signed = decoded(given.get("response"))
    beside = [] if signed is None else [(name, str(signed[1][name])) for name in names if name in signed[1]]
    return parts._replace(query=urlencode([*query, *beside])).geturl()


def with_parameters(url: str, told: Mapping[str, str]) -> str:
    """A URL whose query has these values, in place of any that it had."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in told]
    return parts._replace(query=urlencode([*kept, *told.items()])).geturl()


def _plain(step: Request, url: str, headers: Mapping[str, str]) -> Outgoing:
    """A page opened, or an empty form sent as a button of the app's own page would."""
    if step.method == "GET":
        return Outgoing("GET", url, headers=headers)
    if step.method == "POST":
        return Outgoing.form("POST", url, (), headers)
    return Outgoing(step.method, url, headers=headers, page=False)
