"""Tickets: one browser is signed in as one person without a password, because the console of the space sends it."""

import secrets
import time
from collections.abc import Callable

from sandbox.spaces import Space

LIFE = 60.0  # seconds on the clock of the machine: that of the space may jump
PATH = "/enter"


class Tickets:
    """The tickets of one space that nobody has used yet."""

    def __init__(self, space: Space, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._space = space
        self._monotonic = monotonic
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self, persona_id: str) -> str:
        """Return the URL at which a browser is signed in as that person, once."""
        ticket = secrets.token_urlsafe(24)
        self._space.vault.keep("cookie", ticket)
        now = self._monotonic()
        with self._space.lock:
            self._open = {known: one for known, one in self._open.items() if now < one[1]}
            self._open[ticket] = (persona_id, now + LIFE)
        return f"{self._space.issuer}{PATH}?ticket={ticket}"

    def redeem(self, ticket: str) -> str | None:
        """Return whom a ticket is for; None if there is no such ticket, or no longer."""
        with self._space.lock:
            persona_id, end = self._open.pop(ticket, (None, 0.0))
        return persona_id if self._monotonic() < end else None
