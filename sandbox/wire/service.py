"""One request from its arrival to its answer: attribution, the application behind, the wire's faults, the journal."""

import asyncio
import itertools
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from functools import partial
from wsgiref.types import WSGIApplication

from sandbox import hooks
from sandbox.canary import canary_address
from sandbox.hooks import Deliver, ListenerName, WireAnswer
from sandbox.journal.exchange import Exchange
from sandbox.journal.scribe import Message, Scribe, WitnessedExchange
from sandbox.place import Place
from sandbox.spaces import Space, SpaceRegistry
from sandbox.standing_faults import StandingFaults
from sandbox.wire import gateway
from sandbox.wire.connection import Connection
from sandbox.wire.conversation import Answer, Conversation, Request
from sandbox.wire.delivery import Delivery, deliver

EPISODE_HEADER = "poincon-episode"
_SPACE_OF_PATH = re.compile(r"(?:/\.well-known/[^/?]+)?/s/([^/?]+)(/[^?]*)?")
_OWN_PATHS: dict[ListenerName, str] = {  # where an endpoint has a listener of its own, nothing else is there
    "token": "/oauth2/token",
    "jwks": "/oauth2/jwks",
    "userinfo": "/oauth2/userinfo",
    "fhir": "/api/",
}
_MUTUAL_PATHS = ("/oauth2/token", "/oauth2/revoke", "/oauth2/par")  # where clients authenticate (RFC 8705, 5)
_NOT_HERE = Answer(404, (("Content-Type", "application/json"),), b'{"error": "not_found"}')


class Service:
    """Answers the requests of every connection."""

    def __init__(
        self,
        registry: SpaceRegistry,
        application: WSGIApplication,
        workers: ThreadPoolExecutor,
        scribe: Scribe,
        *,
        place: Place,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registry = registry
        self._application = application
        self._workers = workers
        self._scribe = scribe
        self._place = place
        self._monotonic = monotonic
        self._numbers = itertools.count(1)

    async def attend(
        self, connection: Connection, conversation: Conversation, request: Request
    ) -> tuple[Exchange, Delivery]:
        """Answer one request and journal it."""
        space, path = self._find_space(request)
        exchange = self._open_exchange(space, request)
        belongs = space if _belongs(connection, space, path) else None
        answer = await self._answer(connection, request, exchange, belongs)
        delivery = await deliver(
            conversation,
            answer,
            withheld=lambda: self._scribe.write_withheld(space.journal, exchange) if space else None,
        )
        if space is not None:
            self._write(space, exchange, connection=connection, request=request, answer=answer, delivery=delivery)
        return exchange, delivery

    def space_of(self, request: Request) -> Space | None:
        """Return the space that a request is for."""
        return self._find_space(request)[0]

    def _find_space(self, request: Request) -> tuple[Space | None, str]:
        match = _SPACE_OF_PATH.match(request.target)
        if match is None:
            return None, ""
        return self._registry.find(match.group(1)), match.group(2) or ""

    def _open_exchange(self, space: Space | None, request: Request) -> Exchange:
        number = f"x-{next(self._numbers)}"
        if space is None:
            return Exchange(number, None)
        mark = request.header(EPISODE_HEADER)
        return Exchange(
            number,
            space.id,
            episode=mark if space.is_open(mark) else None,
            sole=space.sole_episode(),
            life=space.journal.life,
            keep_secret=space.vault.keep,
            find_armed=partial(_armed, space),
        )

    async def _answer(
        self, connection: Connection, request: Request, exchange: Exchange, space: Space | None
    ) -> WireAnswer:
        """Have the space answer, if one is meant and speaks on this listener, and let the armed faults bend it."""
        plain, mutual = _NOT_HERE, connection.mutual_tls
        if mutual is not None:
            exchange.note(mutual_tls={"asked": mutual.asked, "certificate": mutual.thumbprint})
            exchange.faults.extend(one for one in connection.faults if one not in exchange.faults)
        if space is not None:
            plain = await asyncio.get_running_loop().run_in_executor(
                self._workers,
                lambda: gateway.call(
                    self._application,
                    request,
                    exchange,
                    listener=connection.listener,
                    port=connection.port,
                    peer=connection.peer,
                    mutual_tls=mutual,
                ),
            )
        headers = (*plain.headers, ("Date", formatdate(usegmt=True)))
        if connection.listener != "main":  # the next call is to look at the certificate again
            headers = (*(pair for pair in headers if pair[0].lower() != "connection"), ("Connection", "close"))
        url = f"https://{request.header('host') or f'{self._place.host}:{connection.port}'}{request.target}"
        canary = canary_address(space, exchange.owner()) if space else ""
        answer = WireAnswer(
            *(exchange.endpoint, plain.status, headers, plain.body),
            url=url,
            canary=canary,
            place=self._place,
            scheme=exchange.scheme,
            sign=exchange.sign,
        )
        bent: WireAnswer = hooks.apply(exchange, "answer", answer)
        if not isinstance(bent.behaviour, Deliver):
            exchange.note(behaviour=type(bent.behaviour).__name__.lower())
        return bent

    def _write(
        self,
        space: Space,
        exchange: Exchange,
        *,
        connection: Connection,
        request: Request,
        answer: WireAnswer,
        delivery: Delivery,
    ) -> None:
        seen = WitnessedExchange(
            exchange=exchange,
            connection=connection.id,
            listener=connection.listener,
            method=request.method,
            url=f"https://{self._place.host}:{connection.port}{request.target}",
            request=Message(request.headers, request.body),
            received=request.received,
            status=answer.status,
            response=Message(answer.headers, answer.body),
            answered=None if delivery.sent == "none" else self._monotonic(),
            sent=delivery.sent,
        )
        self._scribe.write_exchange(space.journal, seen)


def _armed(space: Space, exchange: Exchange) -> Sequence[object]:
    """Return what is armed for an exchange: by its episode, then at the space itself."""
    return (*space.armed(exchange.owner()), *space.part(StandingFaults).acting_on(exchange))


def _belongs(connection: Connection, space: Space | None, path: str) -> bool:
    """Tell whether a request came in by the right door: token requests by their space's own."""
    if path.startswith("/canary/") and space is connection.space:
        return True  # whatever was sent astray is to be heard
    if connection.mutual_tls is not None:  # the key set is there for a fault that says so
        return space is connection.space and path in {*_MUTUAL_PATHS, _OWN_PATHS["jwks"]}
    own = _OWN_PATHS.get(connection.listener)
    if own is not None:
        return space is connection.space and (path.startswith(own) if own.endswith("/") else path == own)
    at_home = connection.listener == "main" or space is connection.space
    return at_home and path != _OWN_PATHS["token"]
