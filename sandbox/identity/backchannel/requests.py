"""Requests that somebody accepts or refuses on another device: those of CIBA, and those of a sign-in page."""

import secrets
from dataclasses import dataclass
from typing import Literal

from sandbox.clock import Clock
from sandbox.spaces import Space

Answer = Literal["pending", "accepted", "refused"]
_KEPT_AFTER_THE_END = 300.0  # seconds, so that a late poll is told what became of it
_MOST_PENDING = 20  # of one person; a client that floods a phone is refused


class TooManyRequestsError(RuntimeError):
    """Somebody has so many requests waiting that no further one is taken."""


@dataclass
class BackchannelRequest:
    """One request to authenticate.

    Attributes:
        id: `auth_req_id`, a secret between client and provider.
        number: by which the page of the phone names it; it opens nothing.
        client_id: who asks.
        person_id: who is asked.
        scope: what the client would get.
        acr: the level to reach.
        message: shown on both devices, so that the person sees that the request is theirs; may be empty.
        expires_at: seconds since 1970.
        interval: seconds that must lie between two polls.
        polled_at: when it was asked for last.
        answered_at: when the person answered.
    """

    id: str
    number: int
    client_id: str
    person_id: str
    scope: tuple[str, ...]
    acr: str
    message: str
    expires_at: float
    interval: float
    answer: Answer = "pending"
    polled_at: float | None = None
    answered_at: float = 0.0
    spent: bool = False
    episode: str | None = None


class BackchannelRequests:
    """The requests of one realm. Callers that read and then write hold `space.lock` across both."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._requests: dict[str, BackchannelRequest] = {}
        self._count = 0

    def open(
        self,
        client_id: str,
        person_id: str,
        *,
        scope: tuple[str, ...],
        acr: str,
        message: str,
        seconds: float,
        interval: float,
        episode: str | None = None,
    ) -> BackchannelRequest:
        """Ask somebody; the answer is awaited for so many seconds.

        Raises:
            TooManyRequestsError: they have too many requests waiting.
        """
        with self._space.lock:
            self._forget_what_is_over()
            if len(self.pending(person_id)) >= _MOST_PENDING:
                raise TooManyRequestsError(person_id)
            self._count += 1
            request = BackchannelRequest(
                id=secrets.token_urlsafe(32),
                number=self._count,
                client_id=client_id,
                person_id=person_id,
                scope=scope,
                acr=acr,
                message=message,
                expires_at=self._clock.now() + seconds,
                interval=interval,
                episode=episode,
            )
            self._space.vault.keep("code", request.id)
            self._requests[request.id] = request
            return request

    def find(self, request_id: str | None) -> BackchannelRequest | None:
        """Return a request, whatever became of it."""
        return self._requests.get(request_id or "")

    def pending(self, person_id: str) -> list[BackchannelRequest]:
        """Return what waits for somebody's answer, the latest first."""
        now = self._clock.now()
        waiting = [
            one
            for one in list(self._requests.values())
            if one.person_id == person_id and one.answer == "pending" and now < one.expires_at
        ]
        return sorted(waiting, key=lambda one: -one.number)

    def decide(self, person_id: str, number: int, answer: Answer) -> BackchannelRequest | None:
        """Let somebody answer a request of theirs; None when it does not wait for them (any longer)."""
        with self._space.lock:
            request = next((one for one in self.pending(person_id) if one.number == number), None)
            if request is not None:
                request.answer, request.answered_at = answer, self._clock.now()
            return request

    def _forget_what_is_over(self) -> None:
        now = self._clock.now()
        self._requests = {key: one for key, one in self._requests.items() if now < one.expires_at + _KEPT_AFTER_THE_END}
