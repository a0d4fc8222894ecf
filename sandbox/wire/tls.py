"""TLS over a stream, in our own hands: what was said in the handshake, in which order, is witnessed and not guessed."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import Literal

from sandbox.authority import WitnessedTls
from sandbox.wire.stream import Ending, PeerResetError, Stream

_CHUNK = 64 * 1024
# A ServerHello with this random asks for another ClientHello and carries no certificate (RFC 8446, 4.1.3).
_HELLO_RETRY = bytes.fromhex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")

HandshakeOutcome = Literal["completed", "alert", "closed", "reset", "timeout", "refused"]


@dataclass(frozen=True)
class Handshake:
    """How a handshake went: `flight_sent` once the kernel took our certificate; `alert` is the peer's, by its name."""

    hello: bool
    flight_sent: bool
    outcome: HandshakeOutcome
    alert: str | None = None
    reason: str | None = None  # why we refused (not TLS at all, no common version or cipher)
    version: str | None = None


class TlsChannel:
    """The server's side of one TLS connection."""

    def __init__(self, stream: Stream, context: ssl.SSLContext) -> None:
        self._stream = stream
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        session = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        if not isinstance(session, WitnessedTls):
            raise TypeError("the context must make sessions that witness their hello")
        self._session = session
        self._flight_sent = False
        self._goodbye_heard = False
        self._ended = False  # by us
        self.alert: str | None = None

    @property
    def certificate(self) -> bytes | None:
        """Return the certificate that the peer presented (DER)."""
        return self._session.getpeercert(binary_form=True)

    @property
    def ending(self) -> Ending | None:
        """Return how the peer left, None while it is there."""
        if self._stream.ending is None and self._goodbye_heard and not self._ended:
            return "closed"
        return self._stream.ending

    async def handshake(self, patience: float) -> Handshake:
        """Shake hands within `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                return await self._shake()
        except TimeoutError:
            return self._handshake("timeout")
        except PeerResetError:
            return self._handshake("reset")

    async def read(self) -> bytes:
        """Return what the peer said, waiting for it; empty once it has said goodbye or ended in order.

        Raises:
            PeerResetError: the connection was reset, or broken by an alert.
        """
        while True:
            try:
                data = self._session.read(_CHUNK)
            except ssl.SSLWantReadError:
                if not await self._pull():
                    return b""
            except ssl.SSLZeroReturnError:
                self._goodbye_heard = True
                return b""
            except ssl.SSLError as error:
                self.alert = _alert(error)
                raise PeerResetError from error
            else:
                self._goodbye_heard = self._goodbye_heard or not data
                return data

    async def write(self, data: bytes) -> None:
        """Return once the kernel has taken all of `data`.

        Raises:
            PeerResetError: it could not, the peer being gone.
        """
        view = memoryview(data)
        while view:
            try:
                view = view[self._session.write(view) :]
            except ssl.SSLError as error:
                self.alert = _alert(error)
                raise PeerResetError from error
        await self._push()

    async def wait_until_gone(self) -> Ending:
        """Return once the peer has left; what it still says is thrown away."""
        try:
            while self.ending is None:
                await (self._stream.read() if self._ended else self.read())
        except PeerResetError:
            return "reset"
        return self.ending or "reset"

    async def say_goodbye(self) -> None:
        """Send close_notify and FIN."""
        self._ended = True
        with contextlib.suppress(ssl.SSLError):  # the peer has not answered our goodbye, and need not
            self._session.unwrap()
        if self._outgoing.pending:
            await self._stream.write(self._outgoing.read())
        self._stream.finish()

    def leave_silently(self) -> None:
        """Send FIN without close_notify: what was announced and not sent is cut off."""
        self._ended = True
        self._stream.finish()

    def reset(self) -> None:
        """End the connection with a reset."""
        self._stream.reset()

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()

    async def _shake(self) -> Handshake:
        while True:
            try:
                self._session.do_handshake()
            except ssl.SSLWantReadError:
                await self._push_flight()
                if not await self._pull():
                    return self._handshake("closed")
            except ssl.SSLZeroReturnError:
                return self._handshake("closed")
            except ssl.SSLError as error:
                return await self._broken(error)
            else:
                await self._push_flight()
                return self._handshake("completed")

    async def _broken(self, error: ssl.SSLError) -> Handshake:
        alert = _alert(error)
        if alert is not None:
            return self._handshake("alert", alert=alert)
        await self._push()  # our own alert: tell the peer why
        return self._handshake("refused", reason=(error.reason or "unknown").lower())

    def _handshake(
        self, outcome: HandshakeOutcome, *, alert: str | None = None, reason: str | None = None
    ) -> Handshake:
        version = self._session.version() if outcome == "completed" else None
        return Handshake(self._session.hello, self._flight_sent, outcome, alert, reason, version)

    async def _push_flight(self) -> None:
        if self._outgoing.pending:
            flight = self._outgoing.read()
            await self._stream.write(flight)
            self._flight_sent = self._flight_sent or (self._session.hello and _HELLO_RETRY not in flight)

    async def _push(self) -> None:
        if self._outgoing.pending:
            await self._stream.write(self._outgoing.read())

    async def _pull(self) -> bool:
        """Feed what has arrived to TLS; tell whether there was anything."""
        data = await self._stream.read()
        if data:
            self._incoming.write(data)
        return bool(data)


def _alert(error: ssl.SSLError) -> str | None:
    """Return the name of the alert that the peer sent, as RFC 8446 (6) spells it, or None if it sent none."""
    before, found, name = (error.reason or "").partition("_ALERT_")
    return name.lower() if found and before in {"SSLV3", "TLSV1", "TLSV13"} else None
