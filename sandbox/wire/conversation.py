"""HTTP/1.1 on a channel: requests received within limits, answers put into bytes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import h11

from sandbox.wire.limits import Limits
from sandbox.wire.stream import Ending

_WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class Channel(Protocol):
    """A connection that carries bytes: plain, or TLS."""

    @property
    def ending(self) -> Ending | None:
        """Return how the peer left, None while it is there."""

    async def read(self) -> bytes:
        """Return what the peer said; empty once it has ended in order."""

    async def write(self, data: bytes) -> None:
        """Return once the kernel has taken all of `data`."""

    async def wait_until_gone(self) -> Ending:
        """Return once the peer has left; what it still says is thrown away."""

    async def say_goodbye(self) -> None:
        """End our side in order."""

    def leave_silently(self) -> None:
        """End our side without a farewell."""

    def reset(self) -> None:
        """End the connection with a reset."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True)
class Request:
    """A request received whole; `received` is when (monotonic seconds)."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    received: float

    def header(self, name: str) -> str | None:
        """Return the first header of that lower-case name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True)
class Answer:
    """An answer ready to be put into bytes; its length is computed, never taken from `headers`."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


class MalformedRequestError(Exception):
    """What the peer sent is no request that we can take; `status` says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Conversation:
    """The server's side of HTTP/1.1 on one channel."""

    def __init__(self, channel: Channel, limits: Limits, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.channel = channel
        self._limits = limits
        self._monotonic = monotonic
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.header_size)
        self.target = ""  # of the request that is being received
        self._begun = False
        self._is_head = False

    async def receive(self) -> Request | None:
        """Return the next request, or None when there will be none: the peer left, or was idle for too long.

        Raises:
            MalformedRequestError: answer its status, then hang up.
            PeerResetError: the connection was reset.
        """
        self._begun = bool(self._http.trailing_data[0])
        patience = self._limits.header_time if self._begun else self._limits.idle_time
        try:
            async with asyncio.timeout(patience) as deadline:
                head = await self._event(deadline)
                if not isinstance(head, h11.Request):
                    return None
                self.target = head.target.decode("ascii", "replace")
                self._refuse_size(head)
                deadline.reschedule(asyncio.get_running_loop().time() + self._limits.body_time)
                body = await self._body(deadline)
        except TimeoutError:
            if not self._begun:
                return None
            raise MalformedRequestError(408, "the request did not arrive in time") from None
        except h11.RemoteProtocolError as error:
            raise MalformedRequestError(error.error_status_hint, str(error)) from error
        return self._request(head, body)

    def answer_bytes(self, answer: Answer) -> tuple[bytes, bytes]:
        """Return head and body as they go on the wire (no body to HEAD, 204 and 304); the cycle then counts as done."""
        headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
        if answer.status != HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(len(answer.body))))
        head = self._http.send(h11.Response(status_code=answer.status, headers=headers)) or b""
        body = b"" if self._is_head or answer.status in _WITHOUT_BODY else answer.body
        if body:
            self._http.send(h11.Data(data=body))
        self._http.send(h11.EndOfMessage())
        return head, body

    def next_cycle(self) -> bool:
        """Make ready for the next request; False if this connection takes no more."""
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            return True
        return False

    def can_answer(self) -> bool:
        """Tell whether HTTP still allows an answer here."""
        return self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}

    def _refuse_size(self, head: h11.Request) -> None:
        size = len(head.target) + sum(len(name) + len(value) for name, value in head.headers)
        if size > self._limits.header_size:  # h11 looks only while a head is incomplete
            raise MalformedRequestError(431, f"the headers have more than {self._limits.header_size} bytes")
        for name, value in head.headers:
            if name == b"content-length" and int(value) > self._limits.body_size:
                raise MalformedRequestError(413, f"the body has more than {self._limits.body_size} bytes")

    async def _body(self, deadline: asyncio.Timeout) -> bytes:
        body = bytearray()
        while isinstance(event := await self._event(deadline), h11.Data):
            body += event.data
            if len(body) > self._limits.body_size:
                raise MalformedRequestError(413, f"the body has more than {self._limits.body_size} bytes")
        return bytes(body)

    async def _event(self, deadline: asyncio.Timeout) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                await self.channel.write(self._http.send(go_on) or b"")
            data = await self.channel.read()
            self._http.receive_data(data)
            if data and not self._begun:
                self._begun = True
                deadline.reschedule(asyncio.get_running_loop().time() + self._limits.header_time)
        return event

    def _request(self, head: h11.Request, body: bytes) -> Request:
        self._is_head = head.method == b"HEAD"
        return Request(
            method=head.method.decode("ascii"),
            target=head.target.decode("ascii"),
            version=head.http_version.decode("ascii"),
            headers=tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers.raw_items()),
            body=body,
            received=self._monotonic(),
        )
