"""The professionals signed in to a space, each in a browser, and the patients whom they found there."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.ins.identity import Identity
from sandbox.spaces import Space

_MOST_PATIENTS: Final = 200  # of a session: the first found is forgotten, and can be found again


@dataclass
class Patient:
    """Somebody whom a professional found: who it is, and what the professional knows of their identity."""

    reference: str
    persona_id: str
    identity: Identity


@dataclass
class Session:
    """A professional in a browser.

    Attributes:
        cookie: known to the browser alone; another one than before the sign-in, so that none can be fixed beforehand.
        csrf: the token of every form.
        id_token: that of Pro Santé Connect, by which it is asked to sign out.
        patients: by reference. A reference means nothing in another session, so nobody is found by trying numbers.
        submitted: the forms that were read already and are not read twice.
        language: chosen on a page, for all that follow.
    """

    cookie: str
    professional_id: str
    signed_in_at: float
    id_token: str
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    patients: dict[str, Patient] = field(default_factory=dict)
    submitted: set[str] = field(default_factory=set)
    language: str | None = None


class Sessions:
    """The sessions of one space. They end with the process, as those of holders do."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._sessions: dict[str, Session] = {}

    def new_cookie(self) -> str:
        """Return a cookie that no browser has, and that the journal will not show."""
        cookie = secrets.token_urlsafe(32)
        self._space.vault.keep("cookie", cookie)
        return cookie

    def open(self, professional_id: str, id_token: str) -> Session:
        """Sign a professional in."""
        session = Session(self.new_cookie(), professional_id, self._clock.now(), id_token)
        self._forget_what_is_over()
        with self._space.lock:
            self._sessions[session.cookie] = session
        return session

    def find(self, cookie: str | None) -> Session | None:
        """Return the session of a browser, while it lasts."""
        session = self._sessions.get(cookie or "")
        return session if session and self._lasts(session) else None

    def close(self, session: Session) -> None:
        """Sign a professional out."""
        with self._space.lock:
            self._sessions.pop(session.cookie, None)

    def remember(self, session: Session, persona_id: str, identity: Identity) -> Patient:
        """Keep whom a professional found; found again, the patient keeps reference and knowledge, but for a doubt."""
        with self._space.lock:
            for known in session.patients.values():
                if known.persona_id == persona_id:
                    known.identity = known.identity if known.identity.ins else identity
                    return known
            patient = Patient(secrets.token_urlsafe(12), persona_id, identity)
            session.patients[patient.reference] = patient
            while len(session.patients) > _MOST_PATIENTS:
                del session.patients[next(iter(session.patients))]
        return patient

    def first_submission(self, session: Session, submission: str) -> bool:
        """Tell whether a form is read for the first time; it then counts as read."""
        with self._space.lock:
            if submission in session.submitted:
                return False
            session.submitted.add(submission)
        return True

    def _lasts(self, session: Session) -> bool:
        return self._clock.now() < session.signed_in_at + inferred().lifetimes.sign_in

    def _forget_what_is_over(self) -> None:
        with self._space.lock:
            self._sessions = {key: one for key, one in self._sessions.items() if self._lasts(one)}
