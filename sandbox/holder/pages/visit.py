"""What every page of a holder begins with: who is signed in, in whose space they are, whether they may, and forms.

A page is shown by GET and changes things by POST, which answers with a redirect to a page (so that reloading repeats
nothing). Each form carries a token bound to the browser and to the person whose space was on the screen: another site
cannot make it up, and a form left open in another tab changes nobody else's space.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.holder.emergencies import Emergencies
from sandbox.holder.pages.amounts import amount
from sandbox.holder.pages.dates import told
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browser, Browsers
from sandbox.people.account_lifecycle import Account
from sandbox.people.accounts import Accounts
from sandbox.people.mandates import Mandate, Mandates, Power
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

ROOT: Final = "/my"
WORDS: Final = "sandbox.holder"
_OURS: Final = re.compile(r"/my(?:/[a-z-]+){0,3}\Z")
_FORMS_ALONE: Final = frozenset({"/my/sign-in", "/my/sign-out", "/my/acting-for"})  # no pages to come back to


@dataclass(frozen=True)
class Visit:
    """Somebody on a page: who they are, whose space it is about and by what mandate they are there."""

    space: Space
    exchange: Exchange
    browser: Browser
    actor: Persona
    holder: Persona
    mandate: Mandate

    @property
    def account(self) -> Account:
        """The account of the space on the page, as it is now."""
        return self.space.part(Accounts).account(self.holder.id)

    def may(self, power: Power) -> bool:
        """Tell whether the visitor may do this here."""
        return power in self.mandate.powers

    def accessed(self, what: str) -> None:
        """Note that data are shown or changed: `FAMILY.read`, `FAMILY.write`, `record.read`... (see `access_log`)."""
        self.exchange.note(access=what)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Render a page of the space."""
        notice, self.browser.notice = self.browser.notice, None
        return pages.page(
            f"holder/{template}",
            status=status,
            wanted=self.browser.language,
            package=WORDS,
            same_page=True,
            visit=self,
            root=f"{self.space.issuer}{ROOT}",
            csrf=form_token(self),
            told=told,
            amount=amount,
            notice=notice,
            spaces=[
                (one, other)
                for one in self.space.part(Mandates).of(self.actor.id)
                if (other := self.space.part(People).find(one.holder_id))
            ],
            untold=len(self.space.part(Emergencies).untold(self.holder.id)),
            **values,
        )


Show = Callable[[Visit], ResponseReturnValue]
# Returns the word of the notice that the next page shows, or a whole answer when something has to be asked again.
Change = Callable[[Visit], str | Response]


@dataclass(frozen=True)
class MyPage:
    """The view of a page: `change` takes its forms and needs `power`; looking needs to be there by some mandate.

    With `open_only` there is such a page only while the space is open.
    """

    show: Show
    change: Change | None = None
    power: Power = "see"
    open_only: bool = False

    def __call__(self, space: Space, exchange: Exchange) -> ResponseReturnValue:
        """Answer a request."""
        visit = open_visit(space, exchange)
        if visit is None:
            return to_sign_in(space)
        remember_language(visit.browser)
        if self.open_only and visit.account.status != "active":
            return redirect(space, "/account")
        return self.show(visit) if request.method != "POST" else self._change(visit)

    def _change(self, visit: Visit) -> ResponseReturnValue:
        if not form_is_of(visit):
            return visit.page("form_over.html", status=400)
        if self.change is None or not visit.may(self.power):
            return visit.page("not_yours.html", status=403)
        answer = self.change(visit)
        if isinstance(answer, Response):
            return answer
        visit.browser.notice = answer
        return redirect(visit.space, request.path.removeprefix(f"/s/{visit.space.id}{ROOT}"))


def open_visit(space: Space, exchange: Exchange) -> Visit | None:
    """Return who is here; None when nobody is signed in, or a minor who does not act alone."""
    browsers, people, mandates = space.part(Browsers), space.part(People), space.part(Mandates)
    browser = browsers.find(pages.browser_cookie(space))
    actor = people.find(browsers.signed_in(browser))
    if browser is None or actor is None:
        return None
    mandate = mandates.find(actor.id, browser.acting_for or actor.id) or mandates.find(actor.id, actor.id)
    holder = people.find(mandate.holder_id) if mandate else None
    if mandate is None or holder is None:
        return None
    exchange.note(persona=holder.id, actor=actor.id, relation=mandate.relation)
    return Visit(space, exchange, browser, actor, holder, mandate)


def form_token(visit: Visit) -> str:
    """Return the token of the forms on a page."""
    return hmac.digest(visit.browser.cookie.encode(), f"my/{visit.holder.id}".encode(), "sha256").hex()


def form_is_of(visit: Visit) -> bool:
    """Tell whether the form sent is one that we served to this browser about this person."""
    return hmac.compare_digest(request.form.get("csrf", "").encode(), form_token(visit).encode())


def redirect(space: Space, path: str) -> Response:
    """Send the browser to a page below the holder's; never anywhere else."""
    wanted = f"{ROOT}{path}" if _OURS.match(f"{ROOT}{path}") else ROOT
    return pages.see_other(f"{space.issuer}{wanted}")


def back_to(space: Space, path: str) -> Response:
    """Send a browser that has just signed in back to the page that it asked for, if that is a page."""
    return redirect(space, "" if f"{ROOT}{path}" in _FORMS_ALONE else path)


def to_sign_in(space: Space) -> Response:
    """Send the browser to the sign-in, and afterwards back to the page that it asked for."""
    wanted = request.path.removeprefix(f"/s/{space.id}{ROOT}")
    answer = redirect(space, "/sign-in")
    if wanted and request.method == "GET" and _OURS.match(f"{ROOT}{wanted}"):
        answer.headers["Location"] += f"?next={wanted}"
    return answer


def remember_language(browser: Browser) -> None:
    """Keep the language that somebody chose for the pages to come."""
    if request.values.get("lang") in pages.LANGUAGES:
        browser.language = request.values["lang"]
