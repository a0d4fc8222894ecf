"""The journal as a sequence: who sent what to whom, event by event, for the drawing and for the words beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast
from urllib.parse import urlsplit

from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space
from sandbox.surfaces import is_fhir

Lane = Literal["app", "browser", "authorization", "token", "api"]
LANES: Final[tuple[Lane, ...]] = ("app", "browser", "authorization", "token", "api")
NOTES: Final = frozenset({"act", "clock", "reset", "episode", "episode_end"})
MADE: Final = frozenset({"exchange", "sent"})  # requests with what came of them: asked of the space, or by it
PAGE: Final = 100  # rows drawn at once
_OF_BROWSERS: Final = frozenset(
    {"authorize", "sign_in", "whose_space", "consent", "logout", "enter", "phone", "assets"}
)
_OF_TOKENS: Final = frozenset({"token", "revoke", "userinfo"})
_OF_APIS: Final = frozenset({"read", "write"})
_GOES_BACK: Final = frozenset({"authorize", "sign_in", "consent", "logout"})
_QUIET: Final = frozenset({"assets"})


@dataclass(frozen=True)
class Row:
    """One row of the sequence: an arrow from `sender` to `receiver`, or a note when there is neither.

    Attributes:
        seq: number of the event.
        id: of the exchange, or of what the space sent; None for anything else.
        kind: exchange, sent, handshake, withheld, or the kind of a note.
        label: method and path, or what else is said.
        status: of the answer, None when none left.
        milliseconds: from the request received to the answer gone.
        back: where the answer sends the browser, when that is the app: an arrow that the space does not see.
        client_id, persona: whom it concerns, None when nobody knows.
    """

    seq: int
    id: str | None
    kind: str
    at: str
    label: str
    event: JsonObject
    sender: Lane | None = None
    receiver: Lane | None = None
    status: int | None = None
    milliseconds: int | None = None
    endpoint: str | None = None
    faults: tuple[str, ...] = ()
    episode: str | None = None
    client_id: str | None = None
    persona: str | None = None
    back: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether the answer says that something was wrong, or none was given."""
        return self.kind not in MADE or self.status is None or self.status >= 400  # noqa: PLR2004 - HTTP


@dataclass(frozen=True)
class Filter:
    """Which rows are wanted; "" is any. Notes are left out as soon as anything is asked for."""

    client: str = ""
    persona: str = ""
    endpoint: str = ""
    faults: bool = False

    def __bool__(self) -> bool:
        return bool(self.client or self.persona or self.endpoint or self.faults)

    def takes(self, row: Row) -> bool:
        """Tell whether a row is wanted."""
        if self and row.kind in NOTES:
            return False
        return (
            self.client in {"", row.client_id}
            and self.persona in {"", row.persona}
            and self.endpoint in {"", row.endpoint}
            and (not self.faults or bool(row.faults))
        )


@dataclass(frozen=True)
class Drawn:
    """Rows in order of time, the number of the last event looked at, and whether there are earlier ones."""

    rows: tuple[Row, ...]
    last: int
    more: bool


def sequence(space: Space, wanted: Filter, *, after: int = 0, before: int | None = None) -> Drawn:
    """Return the latest rows behind event `after` and before event `before`, `PAGE` of them at most."""
    events = space.journal.read(after=after)
    last = cast("int", events[-1]["seq"]) if events else after
    rows: list[Row] = []
    for event in reversed(events):
        if before is not None and cast("int", event["seq"]) >= before:
            continue
        row = row_of(event, space.issuer)
        if row is not None and wanted.takes(row):
            if len(rows) == PAGE:
                return Drawn(tuple(reversed(rows)), last, more=True)
            rows.append(row)
    return Drawn(tuple(reversed(rows)), last, more=False)


def find(space: Space, exchange_id: str) -> Row | None:
    """Return the row of an exchange; None if the journal has it no longer."""
    for event in reversed(space.journal.read()):
        if event["kind"] in MADE and event.get("id") == exchange_id:
            return row_of(event, space.issuer)
    return None


def endpoints(events: Sequence[JsonObject]) -> list[str]:
    """Return the names of the endpoints that were called, in order."""
    return sorted({name for event in events if (name := text_at(event, "endpoint"))} - _QUIET)


def row_of(event: JsonObject, issuer: str) -> Row | None:
    """Return the row of an event; None for one that is not drawn."""
    match event["kind"]:
        case "exchange":
            return None if event.get("endpoint") in _QUIET else _exchange(event, issuer)
        case "sent":
            return _sent(event)
        case "handshake" if event.get("outcome") != "completed" or event.get("faults"):
            return _handshake(event)
        case "request_received":
            return _withheld(event)
        case str() as kind if kind in NOTES:
            label = text_at(event, "act") or text_at(event, "episode") or ""
            return Row(cast("int", event["seq"]), None, kind, str(event["at"]), label, event)
        case _:
            return None


def _exchange(event: JsonObject, issuer: str) -> Row:
    request, answer = object_at(event, "request"), object_at(event, "response")
    facts, endpoint = object_at(event, "facts"), text_at(event, "endpoint")
    parts = urlsplit(str(request.get("url")))
    path = parts.path.removeprefix(urlsplit(issuer).path) + (f"?{parts.query}" if parts.query else "")
    receiver = _receiver(endpoint, fhir=is_fhir(parts.path))
    status = answer.get("status")
    location = header(answer, "location") or ""
    goes_back = _is_among(endpoint, _GOES_BACK) and location != "" and not location.startswith((issuer, "/"))
    return Row(
        cast("int", event["seq"]),
        str(event["id"]),
        "exchange",
        str(event["at"]),
        f"{request.get('method')} {path or '/'}",
        event,
        sender=_sender(request, endpoint, receiver),
        receiver=receiver,
        status=status if isinstance(status, int) else None,
        milliseconds=_milliseconds(event),
        endpoint=endpoint,
        faults=_faults(event),
        episode=text_at(event, "episode"),
        client_id=text_at(facts, "client_id"),
        persona=text_at(facts, "persona"),
        back=location if goes_back else None,
    )


def _sent(event: JsonObject) -> Row:
    """Draw what the space itself asks of the app: to end a session (OpenID Connect Back-Channel Logout 1.0, 2.5)."""
    request, facts = object_at(event, "request"), object_at(event, "facts")
    status = object_at(event, "response").get("status")
    return Row(
        cast("int", event["seq"]),
        str(event["id"]),
        "sent",
        str(event["at"]),
        f"{request.get('method')} {request.get('url')}",
        event,
        sender="authorization",
        receiver="app",
        status=status if isinstance(status, int) else None,
        milliseconds=_milliseconds(event),
        endpoint=text_at(event, "endpoint"),
        faults=_faults(event),
        episode=text_at(event, "episode"),
        client_id=text_at(facts, "client_id"),
        persona=text_at(facts, "persona"),
    )


def _handshake(event: JsonObject) -> Row:
    receiver: Lane = "token" if event.get("listener") == "token" else "authorization"
    reason = text_at(event, "alert") or text_at(event, "reason")
    outcome = str(event.get("outcome"))
    label = outcome + (f": {reason}" if reason else "")
    return Row(
        cast("int", event["seq"]),
        None,
        "handshake",
        str(event["at"]),
        label,
        event,
        sender="app",
        receiver=receiver,
        faults=_faults(event),
        episode=text_at(event, "episode"),
    )


def _withheld(event: JsonObject) -> Row:
    endpoint = text_at(event, "endpoint")
    return Row(
        cast("int", event["seq"]),
        None,
        "withheld",
        str(event["at"]),
        endpoint or "",
        event,
        sender="app",
        receiver=_receiver(endpoint, fhir=_is_among(endpoint, _OF_APIS)),
        endpoint=endpoint,
        episode=text_at(event, "episode"),
    )


def _receiver(endpoint: str | None, *, fhir: bool) -> Lane:
    if fhir:
        return "api"
    return "token" if _is_among(endpoint, _OF_TOKENS) else "authorization"


def _is_among(endpoint: str | None, kinds: frozenset[str]) -> bool:
    """Tell whether an endpoint is of one of some kinds, the space's own or a provider's (`franceconnect_token`)."""
    return endpoint is not None and any(f"_{endpoint}".endswith(f"_{kind}") for kind in kinds)


def _sender(request: JsonObject, endpoint: str | None, receiver: Lane) -> Lane:
    """Return who sent a request: a browser on its way through pages, or the app (in a browser or not)."""
    navigates = header(request, "sec-fetch-mode") == "navigate"
    return "browser" if receiver == "authorization" and (_is_among(endpoint, _OF_BROWSERS) or navigates) else "app"


def header(message: JsonObject, name: str) -> str | None:
    """Return the first header of that lower-case name in a journalled message."""
    return next((value for key, value in headers(message) if key.lower() == name), None)


def headers(message: JsonObject) -> Iterator[tuple[str, str]]:
    """Return the headers of a journalled message."""
    for pair in list_at(message, "headers"):
        if isinstance(pair, list):
            yield str(pair[0]), str(pair[1])


def _milliseconds(event: JsonObject) -> int | None:
    received, answered = event.get("received", event.get("started")), event.get("answered")
    if not isinstance(received, int | float) or not isinstance(answered, int | float):
        return None
    return round((answered - received) * 1000)


def _faults(event: Mapping[str, JsonValue]) -> tuple[str, ...]:
    faults = event.get("faults")
    return tuple(str(fault) for fault in faults) if isinstance(faults, list) else ()
