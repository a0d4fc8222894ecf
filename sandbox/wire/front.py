"""The space's own front: it accepts connections, shows the certificate that is due, carries exchanges and sees off."""

import itertools
import logging
import socket
import ssl
import time
from asyncio import Server, get_running_loop
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

from sandbox import hooks
from sandbox.hooks import CertificateChoice, CertificateKind
from sandbox.journal.scribe import Scribe
from sandbox.place import Place
from sandbox.spaces import Space, SpaceRegistry
from sandbox.wire.connection import Connection, Entrance, MutualTls
from sandbox.wire.conversation import Conversation, MalformedRequestError
from sandbox.wire.farewell import part, refuse
from sandbox.wire.limits import Limits
from sandbox.wire.listener import Listener, listen
from sandbox.wire.plain import PlainChannel
from sandbox.wire.service import Service
from sandbox.wire.stream import PeerResetError, Stream
from sandbox.wire.tls import Handshake, TlsChannel
from sandbox.wire.visitors import Visitors
from sandbox.wire.witness import Witness

if TYPE_CHECKING:
    from sandbox.journal.exchange import Exchange

WORKERS = 16
_LOG = logging.getLogger(__name__)
_NOT_TLS = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 37\r\nConnection: close\r\n\r\n"
    b"This port speaks TLS: use https URLs\n"
)


def _none_known(_space: Space) -> str:
    return ""


class Front:
    """The wire of one process: the main listener, and a token listener for each space."""

    def __init__(
        self,
        registry: SpaceRegistry,
        application: WSGIApplication,
        contexts: Mapping[CertificateKind, ssl.SSLContext],
        scribe: Scribe,
        *,
        place: Place | None = None,
        limits: Limits | None = None,
        asking: Mapping[CertificateKind, ssl.SSLContext] | None = None,
        known_certificates: Callable[[Space], str] = _none_known,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registry = registry
        self._contexts = contexts
        self._asking = {} if asking is None else asking
        self._known_certificates = known_certificates
        self._scribe = scribe
        self._place = place or Place()
        self._limits = limits or Limits()
        self._monotonic = monotonic
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="space")
        self._service = Service(registry, application, self._workers, scribe, place=self._place, monotonic=monotonic)
        self._numbers = itertools.count(1)
        self._visitors = Visitors(self._limits.connections)
        self._listeners: list[Listener] = []
        self._entrances: dict[int, Entrance] = {}

    async def open(self, entrance: Entrance, *, port: int = 0) -> None:
        """Listen for an entrance, whose `port` is then known.

        Raises:
            OSError: the port is taken.
        """
        listener = await listen(partial(self._serve, entrance), port=port, everywhere=not self._place.local)
        self._listeners.append(listener)
        entrance.port = listener.port
        self._entrances[entrance.port] = entrance

    def entrance(self, port: int) -> Entrance | None:
        """Return the entrance that has a port."""
        return self._entrances.get(port)

    async def adopt(self, entrance: Entrance, sock: socket.socket) -> Server:
        """Serve an entrance on a socket as well that listens at its port, but in another network namespace."""
        serve = partial(self._serve, entrance)
        return await get_running_loop().create_server(lambda: Stream(serve), sock=sock)

    def close(self) -> None:
        """Accept no more, and drop every connection."""
        for listener in self._listeners:
            listener.close()
        self._visitors.dismiss()
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, entrance: Entrance, stream: Stream) -> None:
        if not self._place.admits(stream.peer):  # nothing of a passer-by may be taken for the app's
            stream.reset()
            return
        await self._visitors.receive(stream, partial(self._receive, entrance))

    async def _receive(self, entrance: Entrance, stream: Stream) -> None:
        try:
            await self._carry(entrance, stream)
        except PeerResetError:
            pass  # whoever was waiting has left; what it did is in the journal
        except Exception:  # noqa: BLE001 - one connection that breaks must not take the space with it
            _LOG.exception("a connection of the %s listener broke", entrance.listener)

    async def _carry(self, entrance: Entrance, stream: Stream) -> None:
        connection = Connection(f"c-{next(self._numbers)}", entrance.listener, entrance.port, stream.peer)
        connection.sole = self._registry.sole()
        connection.meet(entrance.space)
        witness = Witness(connection, self._registry, self._scribe)
        honest = CertificateChoice(entrance.listener, asks=entrance.asks)
        choice = hooks.apply(connection, "certificate", honest)
        channel = TlsChannel(stream, self._context(choice, entrance.space))
        accepted = self._monotonic()
        shake = await channel.handshake(self._limits.handshake_time)
        witness.shook(choice, shake, accepted)
        if shake.outcome == "completed":
            if entrance.asks:
                connection.mutual_tls = MutualTls(choice.asks, channel.certificate)
            await self._converse(connection, channel, witness)
        elif shake.outcome == "refused":
            await self._turn_away(stream, shake)

    def _context(self, choice: CertificateChoice, space: Space | None) -> ssl.SSLContext:
        if not choice.asks or space is None:
            return self._contexts[choice.kind]
        context = self._asking[choice.kind]
        if known := self._known_certificates(space):
            context.load_verify_locations(cadata=known)
        return context

    async def _converse(self, connection: Connection, channel: TlsChannel, witness: Witness) -> None:
        conversation = Conversation(channel, self._limits, monotonic=self._monotonic)
        last: Exchange | None = None
        malformed: str | None = None
        grace = False
        try:
            while (request := await conversation.receive()) is not None:
                if last is not None:
                    witness.reused(last)
                if connection.space is None:
                    connection.meet(self._service.space_of(request))
                    witness.met()
                last, delivery = await self._service.attend(connection, conversation, request)
                if not delivery.goes_on:
                    grace = delivery.sent == "whole"
                    break
        except MalformedRequestError as error:
            malformed = error.reason
            await refuse(conversation, error.status, error.reason)
        except PeerResetError:
            pass  # `part` tells it
        outcome = await part(channel, self._limits, grace=grace)
        witness.ended(outcome, last, alert=channel.alert, malformed=malformed)

    async def _turn_away(self, stream: Stream, shake: Handshake) -> None:
        """Tell a peer that speaks no TLS of ours why, and let it read that before the connection goes."""
        if shake.reason == "http_request":
            await stream.write(_NOT_TLS)
        channel = PlainChannel(stream)
        await part(channel, self._limits, grace=False)
