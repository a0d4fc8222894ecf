"""TLS in front of an app that speaks plain http on this machine, as in production: same bytes, and how they came.

To each connection belongs one to the app. Answers pass as they come; an end passes as an end, a reset as a reset.
"""

import asyncio
import contextlib
import logging
import ssl
from dataclasses import dataclass
from http import HTTPStatus

import h11

from sandbox.wire.farewell import part
from sandbox.wire.forwarding import ForwardedRequests
from sandbox.wire.limits import Limits
from sandbox.wire.listener import Listener, listen
from sandbox.wire.plain import PlainChannel
from sandbox.wire.stream import PeerResetError, Stream
from sandbox.wire.tls import TlsChannel
from sandbox.wire.visitors import Visitors

_ADDRESSES = ("127.0.0.1", "::1")  # an app that says `localhost` may be at one of them only
_LOG = logging.getLogger(__name__)
_SWITCHED = b"HTTP/1.1 101"


class AppFront:
    """The front of one app, which listens on `app_port`."""

    def __init__(self, context: ssl.SSLContext, app_port: int, *, limits: Limits | None = None) -> None:
        self._context = context
        self._app_port = app_port
        self._limits = limits or Limits()
        self._listener: Listener | None = None
        self._visitors = Visitors(self._limits.connections)

    @property
    def port(self) -> int:
        """Return where the front listens, 0 if it does not."""
        return self._listener.port if self._listener else 0

    async def open(self, port: int = 0) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        self._listener = await listen(self._serve, port=port)

    def close(self) -> None:
        """Accept no more, and drop every connection."""
        if self._listener is not None:
            self._listener.close()
        self._visitors.dismiss()

    async def _serve(self, stream: Stream) -> None:
        await self._visitors.receive(stream, self._receive)

    async def _receive(self, stream: Stream) -> None:
        inner: Stream | None = None
        try:
            inner = await self._reach()
            await self._carry(stream, inner)
        except OSError:  # a reset is one
            stream.reset()  # nobody is behind this door: then it is no door
        finally:
            if inner is not None:
                inner.close()

    async def _reach(self) -> Stream:
        """Return a connection to the app.

        Raises:
            OSError: it does not listen.
        """
        loop, failure = asyncio.get_running_loop(), OSError()
        for address in _ADDRESSES:
            try:
                _transport, inner = await loop.create_connection(lambda: Stream(_wait), address, self._app_port)
            except OSError as error:
                failure = error
            else:
                return inner
        raise failure

    async def _carry(self, stream: Stream, inner: Stream) -> None:
        channel = TlsChannel(stream, self._context)
        shake = await channel.handshake(self._limits.handshake_time)
        if shake.outcome == "refused" and shake.reason == "http_request":
            await stream.write(_refusal(HTTPStatus.BAD_REQUEST, "This port speaks TLS: use https URLs"))
            await part(PlainChannel(stream), self._limits, grace=False)
        elif shake.outcome == "completed":
            requests = ForwardedRequests(stream.peer, f"localhost:{self.port}", self._limits.header_size)
            relay = _Relay(channel, inner, requests, self._limits)
            await relay.carry()


@dataclass
class _Relay:
    """One connection under way: to the app and back are two tasks, as neither side waits for the other."""

    channel: TlsChannel
    inner: Stream
    requests: ForwardedRequests
    limits: Limits

    async def carry(self) -> None:
        """Return once the app has ended the connection and the client has left, or either has broken off."""
        there = asyncio.ensure_future(self._there())
        try:
            await self._back()
        except PeerResetError:
            self.channel.reset()  # whichever of the two broke off, the other is told so
            self.inner.reset()
        finally:
            there.cancel()
            with contextlib.suppress(asyncio.CancelledError, PeerResetError):
                await there
        await part(self.channel, self.limits, grace=False)

    async def _there(self) -> None:
        try:
            while data := await self.channel.read():
                await self._send(self.requests.take(data))
        except PeerResetError:
            self.inner.reset()
        except h11.RemoteProtocolError as error:
            status = HTTPStatus(error.error_status_hint)
            await self.channel.write(_refusal(status, "The TLS front cannot read this request"))
            self.inner.finish()
        except Exception:  # noqa: BLE001 - a connection that breaks must not leave the app's half open
            _LOG.exception("a connection of a TLS front broke")
            self.inner.reset()
        else:
            self.inner.finish()

    async def _send(self, data: bytes) -> None:
        if data:
            await self.inner.write(data)

    async def _back(self) -> None:
        while data := await self.inner.read():
            await self.channel.write(data)
            if self.requests.undecided:
                await self._send(self.requests.decide(switched=data.startswith(_SWITCHED)))


async def _wait(_stream: Stream) -> None:
    """Do nothing by itself: this end of a connection was not accepted, it was asked for."""


def _refusal(status: HTTPStatus, words: str) -> bytes:
    body = f"{words}\n".encode()
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body
