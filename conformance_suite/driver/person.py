"""A persona at the space: signs in, and answers what the space asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.forms import FormError, fill, forms_on
from conformance_suite.driver.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import Tag

    from conformance_suite.driver.answers import Answer
    from conformance_suite.driver.forms import Filled
    from conformance_suite.driver.http import Browser
    from conformance_suite.manifest.model import Action
    from conformance_suite.plays import Consent

MAX_FORMS = 6  # forms of the space answered in one journey; after that it goes round in circles
OK = 200


@dataclass(frozen=True)
class Persona:
    """Whom the driver plays: what is typed at the space, and what only this person's pages may show.

    The `email` of a professional is their national identifier. Whoever may act in several spaces says at the space that
    it is about the one of this `id`.
    """

    id: str
    name: str
    email: str
    password: str
    canary: Mapping[str, str]


class Person:
    """A persona in front of a browser."""

    def __init__(self, persona: Persona, browser: Browser, *, consent: Consent, hold: bool = False) -> None:
        self.persona = persona
        self.browser = browser
        self.consent = consent
        self._refused = False
        self._follow = (lambda url: not browser.is_callback(url)) if hold else (lambda _url: True)

    def go(self, outgoing: Outgoing) -> Answer:
        """Open a page and, as long as that leads to a form of the space, answer it; `hold` stops before the callback.

        Raises:
            NoAnswerError: nothing came back, or the way did not lead back to the app.
        """
        return self._answered(self.browser.open(outgoing, follow=self._follow))

    def act(self, action: Action) -> Answer:
        """Do something on the page that is open, and go on as in `go`. Raises NoAnswerError, FormError."""
        return self._answered(self.browser.act(action, follow=self._follow))

    def _answered(self, page: Answer) -> Answer:
        for _form in range(MAX_FORMS):
            if not self.browser.at_space(page.url) or page.header("location") is not None:
                return page
            page = self.browser.open(self._answer(page), follow=self._follow)
        raise NoAnswerError("asked_again", page.url)

    def _answer(self, page: Answer) -> Outgoing:
        forms = forms_on(page.text) if page.status == OK else []
        if not forms:
            raise NoAnswerError("left_at_space", page.url)
        of_sign_in = next((form for form in forms if form.find("input", type="password")), None)
        try:
            filled = self._consent(forms[0], page) if of_sign_in is None else self._sign_in(of_sign_in, page)
        except FormError as error:
            raise NoAnswerError("left_at_space", page.url) from error
        return Outgoing.form(filled.method, filled.action, filled.fields, {})

    def _sign_in(self, form: Tag, page: Answer) -> Filled:
        typed = {}
        for control in form.find_all("input"):
            kind, name = control.get("type"), control.get("name")
            if isinstance(name, str) and kind == "password":
                typed[name] = self.persona.password
            elif isinstance(name, str) and (kind == "email" or control.get("autocomplete") == "username"):
                typed[name] = self.persona.email
        by_password = any(_says("sign-in")(button) for button in form.find_all("button"))
        return fill(form, typed, page_url=page.url, press=_says("sign-in") if by_password else lambda _button: True)

    def _consent(self, form: Tag, page: Answer) -> Filled:
        if any(_says("sign-out")(button) for button in form.find_all("button")):
            return fill(form, {}, page_url=page.url, press=_says("sign-out"))
        if form.find("input", attrs={"name": "holder"}):
            return fill(form, {"holder": self.persona.id}, page_url=page.url, press=_says("choose"))
        if self.consent == "refuse":
            if self._refused:
                raise NoAnswerError("asked_again", page.url)  # a person who said no does not say it twice
            self._refused = True
            return fill(form, {}, page_url=page.url, press=_says("refuse"))
        boxes = [box.get("name") for box in form.find_all("input", type="checkbox")]
        way = "" if self.consent == "allow" else f".{self.consent}"
        ticked = {name: "true" for name in boxes if isinstance(name, str) and name.endswith(way)}
        return fill(form, ticked, page_url=page.url, press=_says("allow"))


def _says(word: str) -> Callable[[Tag], bool]:
    return lambda button: button.get("value") == word
