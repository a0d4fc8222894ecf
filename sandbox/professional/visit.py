"""A request of a professional who is signed in: the session, the forms, the patient; and the pages that answer it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import View
from sandbox.holder.emergencies import decision_for
from sandbox.holder.pages.amounts import amount
from sandbox.holder.pages.dates import told
from sandbox.holder.pages.visit import WORDS as HOLDER_WORDS
from sandbox.holder.professional_rights import Decision, Refusal
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.professional.sessions import Patient, Session, Sessions
from sandbox.spaces import Space

COOKIE: Final = "poincon_professional"
_WORDS: Final = "sandbox.professional"
# Whoever blocked the professional, and whoever has no open space, is nobody: the page must not tell one from the other.
_LIKE_NOBODY: Final[frozenset[Refusal]] = frozenset({"no_space", "suspended", "blocked"})


class NotFoundError(LookupError):
    """There is nothing here for this professional."""


@dataclass(frozen=True)
class Visit:
    """A request of a professional."""

    space: Space
    exchange: Exchange
    session: Session
    professional: Professional

    @property
    def sessions(self) -> Sessions:
        """The sessions of the space."""
        return self.space.part(Sessions)

    @cached_property
    def patient(self) -> Patient:
        """The patient of the URL, found in this session.

        Raises:
            NotFoundError: nobody was found here under that reference.
        """
        reference = str((request.view_args or {}).get("reference", ""))
        patient = self.session.patients.get(reference)
        if patient is None:
            raise NotFoundError(reference)
        return patient

    @cached_property
    def holder(self) -> Persona:
        """The person of that patient.

        Raises:
            NotFoundError: there is none, or they are nobody to this professional.
        """
        persona = self.space.part(People).find(self.patient.persona_id)
        if persona is None or is_like_nobody(self.space, persona, self.professional):
            raise NotFoundError(self.patient.reference)
        return persona

    def decision(self) -> Decision:
        """Tell whether the professional may see the record of the patient now, and note it for the access log.

        Raises:
            NotFoundError: the patient is nobody to them.
        """
        decision = decision_for(self.space, self.holder, self.professional.id)
        self.exchange.note(persona=self.holder.id, right=decision.right, refusal=decision.refusal)
        return decision

    def accessed(self, what: str) -> None:
        """Note that data are shown or changed: `FAMILY.read`, `record.read` (see `sandbox.holder.access_log`)."""
        self.exchange.note(access=what)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Render a page of the professional's view."""
        return professional_page(
            template,
            status=status,
            wanted=self.session.language,
            professional=self.professional,
            csrf=self.session.csrf,
            submission=secrets.token_urlsafe(9),
            root=root(self.space),
            told=told,
            amount=amount,
            holder_words=partial(pages.words, package=HOLDER_WORDS),
            **values,
        )

    def to(self, path: str = "") -> Response:
        """Send the browser on, so that a form is not sent twice (303)."""
        return go(self.space, path)

    def to_patient(self) -> Response:
        """Send the browser to the page of the patient."""
        return self.to(f"/patients/{self.patient.reference}")


VisitView = Callable[[Visit], ResponseReturnValue]


def visited(view: VisitView) -> View:
    """Make a view for signed-in professionals only; what their forms send must come from our pages."""

    def answer(space: Space, exchange: Exchange) -> ResponseReturnValue:
        session = space.part(Sessions).find(request.cookies.get(COOKIE))
        professional = space.part(People).directory.find(session.professional_id) if session else None
        if session is None or professional is None:
            return go(space, "/sign-in")
        exchange.note(professional=professional.id)
        session.language = request.args.get("lang") or session.language
        visit = Visit(space, exchange, session, professional)
        if request.method == "POST" and not _form_is_ours(session):
            return visit.page("professional/lost.html", status=400)
        try:
            return view(visit)
        except NotFoundError:
            exchange.note(refusal="not_found")
            return visit.page("professional/nobody.html", status=404)

    return answer


def is_like_nobody(space: Space, persona: Persona, professional: Professional) -> bool:
    """Tell whether somebody is nobody to a professional: no open space, or they blocked them."""
    return decision_for(space, persona, professional.id).refusal in _LIKE_NOBODY


def professional_page(template: str, *, status: int = 200, wanted: str | None = None, **values: object) -> Response:
    """Render a page of the professional's view, signed in or not; the answer to a form offers no other language."""
    same_page = request.method == "GET"
    return pages.page(template, status=status, wanted=wanted, package=_WORDS, same_page=same_page, **values)


def root(space: Space) -> str:
    """Return the URL that every page of professionals is below."""
    return f"{space.issuer}/pro"


def go(space: Space, path: str) -> Response:
    """Send the browser to a page of professionals."""
    return pages.see_other(root(space) + path)


def set_cookie(space: Space, answer: Response, value: str) -> None:
    """Give the browser its cookie, for the pages of professionals alone."""
    answer.set_cookie(COOKIE, value, path=f"/s/{space.id}/pro", secure=True, httponly=True, samesite="Lax")


def _form_is_ours(session: Session) -> bool:
    return secrets.compare_digest(request.form.get("csrf", "").encode(), session.csrf.encode())
