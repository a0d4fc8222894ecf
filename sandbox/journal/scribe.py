"""The wire's hand in the journal: each thing that happens on a connection becomes one event of its space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.journal.exchange import Exchange
from sandbox.journal.journal import Journal
from sandbox.journal.redaction import Redactor
from sandbox.json_value import JsonObject, JsonValue

_LONGEST_TEXT = 1024 * 1024  # bytes of a body that the journal keeps


@dataclass(frozen=True)
class Message:
    """A request or an answer as bytes went over the wire."""

    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class WitnessedExchange:
    """One request, its answer and what became of it; times are monotonic seconds."""

    exchange: Exchange
    connection: str
    listener: str
    method: str
    url: str
    request: Message
    received: float
    status: int
    response: Message
    answered: float | None
    sent: str


class Scribe:
    """Writes the events of the wire, redacted, into the journals of their spaces."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def write_exchange(self, journal: Journal, seen: WitnessedExchange) -> None:
        """Write the `exchange` event, once the answer has left or could not."""
        endpoint = seen.exchange.endpoint
        request_text = None if seen.exchange.request_withheld else _text(seen.request)
        response_text = _text(seen.response)
        self._redactor.learn_message(seen.request.headers, request_text, endpoint=endpoint)
        self._redactor.learn_message(seen.response.headers, response_text, endpoint=endpoint)
        request: JsonObject = {"method": seen.method, "url": self._redactor.scrub(seen.url)}
        response: JsonObject = {"status": seen.status}
        request |= self._message(seen.request, request_text, endpoint)
        response |= self._message(seen.response, response_text, endpoint)
        faults: list[JsonValue] = list(seen.exchange.faults)
        fields: JsonObject = {
            "id": seen.exchange.id,
            "by": "space",
            "endpoint": endpoint,
            "connection": seen.connection,
            "listener": seen.listener,
            "request": request,
            "response": None if seen.sent == "none" else response,
            "received": round(seen.received, 6),
            "answered": None if seen.answered is None else round(seen.answered, 6),
            "sent": seen.sent,
            "facts": self._redactor.scrub(seen.exchange.facts),
            "faults": faults,
        }
        journal.record_clean("exchange", fields, episode=seen.exchange.owner(), life=seen.exchange.life)

    def write_withheld(self, journal: Journal, exchange: Exchange) -> None:
        """Write the `request_received` event: the request is here whole, its answer is being kept back."""
        fields: JsonObject = {"id": exchange.id, "endpoint": exchange.endpoint}
        journal.record_clean("request_received", fields, episode=exchange.owner(), life=exchange.life)

    def write(self, journal: Journal, kind: str, fields: Mapping[str, JsonValue], *, episode: str | None) -> None:
        """Write an event of the wire that carries nothing of what was said (handshake, connection)."""
        journal.record_clean(kind, fields, episode=episode)

    def _message(self, message: Message, text: str | None, endpoint: str | None) -> JsonObject:
        kind = next((value for name, value in message.headers if name.lower() == "content-type"), None)
        body: JsonObject = {
            "text": self._redactor.body(text, endpoint=endpoint),
            "size": len(message.body),
            "type": None if kind is None else self._redactor.scrub(kind),
        }
        return {"headers": self._redactor.headers(message.headers), "body": body}


def _text(message: Message) -> str | None:
    """Return a body as text; None if it is none, or too long to keep."""
    if not message.body or len(message.body) > _LONGEST_TEXT or b"\x00" in message.body:
        return None
    try:
        return message.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
