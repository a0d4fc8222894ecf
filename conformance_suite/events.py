"""The journal's events as judges see them: typed, immutable, times in seconds of one monotonic clock."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from conformance_suite.jwt_parts import decoded
from conformance_suite.record import mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance_suite.json_value import JsonObject, JsonValue

REDIRECTS = frozenset({301, 302, 303, 307, 308})  # send a browser elsewhere: nobody reads what comes with them


@dataclass(frozen=True)
class Request:
    """An HTTP request as captured, secrets replaced; `text` is None when the body was not text."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    text: str | None

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the URL, in order, repeats kept."""
        return tuple(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @cached_property
    def form(self) -> tuple[tuple[str, str], ...]:
        """The parameters of a form body, in order, repeats kept."""
        return tuple(parse_qsl(self.text or "", keep_blank_values=True))

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter."""
        return first(self.query, name)

    def field(self, name: str) -> str | None:
        """The first value of a form field."""
        return first(self.form, name)

    @cached_property
    def request_object(self) -> tuple[JsonObject, JsonObject] | None:
        """Header and claims of the authorization request that it brings signed, None if it does not (RFC 9101)."""
        return decoded(self.sent("request") or "")

    def sent(self, name: str) -> str | None:
        """A parameter, sent by GET or by POST."""
        return self.field(name) if self.method == "POST" else self.parameter(name)


@dataclass(frozen=True)
class Response:
    """An HTTP answer as captured; `size` is that of its whole body, of which `text` may be the beginning."""

    status: int
    headers: tuple[tuple[str, str], ...]
    text: str | None
    size: int = 0

    @cached_property
    def json(self) -> JsonValue:
        """The body as JSON, None when it is not, or nests too deep to be read."""
        try:
            content: JsonValue = json.loads(self.text or "")
        except (ValueError, RecursionError):
            return None
        return content


@dataclass(frozen=True)
class Exchange:
    """A request that the space received and what it answered; `sent` is whole, partial or none.

    `pushed`, of an authorization request that brought a `request_uri`: the exchange in which it had been pushed.
    """

    id: str
    endpoint: str
    connection: str
    listener: str
    request: Request
    response: Response | None
    received: float
    answered: float | None
    sent: str
    facts: JsonObject
    faults: tuple[str, ...]
    pushed: Exchange | None = None

    @property
    def asked_in(self) -> Exchange:
        """Whose bytes an authorization request is: its own, or those that the app pushed before it (RFC 9126)."""
        return self if self.pushed is None else self.pushed

    def asked(self, name: str) -> str | None:
        """A parameter of an authorization request, whichever way it was sent: in the open, or signed (RFC 9101)."""
        request = self.asked_in.request
        if request.request_object is None:
            return request.sent(name)
        said = request.request_object[1].get(name)
        return said if said is None or isinstance(said, str) else json.dumps(said)

    @property
    def asks_nothing(self) -> bool:
        """Whether it brings a `request_uri` that stands for nothing the space knows: what was wanted cannot be told."""
        return self.pushed is None and self.request.sent("request_uri") is not None

    @property
    def of_a_service(self) -> bool:
        """Whether a service made it in its own name (SMART Backend Services): it is about no person."""
        return self.facts.get("persona") == ""

    @property
    def grant_type(self) -> str | None:
        """The grant of a token request, as noted by the space or as sent."""
        noted = self.facts.get("grant_type")
        return str(noted) if noted is not None else self.request.field("grant_type")

    @property
    def status(self) -> int | None:
        """The status of the answer, None when there was none."""
        return None if self.response is None else self.response.status

    @property
    def oauth_error(self) -> str | None:
        """The OAuth error code of the answer, if it is one."""
        noted = self.facts.get("error")
        if noted is not None:
            return str(noted)
        body = None if self.response is None else self.response.json
        return str(body["error"]) if isinstance(body, dict) and "error" in body else None


@dataclass(frozen=True)
class Screen:
    """What stood before a person whose browser runs scripts, once it had come to rest, wherever that came from.

    `words` are what they read, from its beginning; `elements` are those that the space's texts and ours alone make:
    by their name, or by what they would run.
    """

    journey: str
    browser: str
    address: str
    kind: str  # media type
    lang: str
    title: str
    words: str
    elements: tuple[str, ...]
    t: float
    visit: str | None = None  # the last request that led to it, if one did


@dataclass(frozen=True)
class Visit:
    """One request of the person's browser to the app; `ended` is when it was answered or given up.

    `screen` is what came of it before the person, known of the last request of a journey if scripts were run.
    """

    id: str
    journey: str
    step: int
    browser: str
    request: Request
    response: Response | None
    error: str | None
    started: float
    answered: float | None
    ended: float
    callback: bool
    screen: Screen | None = None


@dataclass(frozen=True)
class JourneyEnd:
    """How a journey ended: done or failed, with the driver's reason."""

    name: str
    outcome: str
    reason: str | None
    started: float
    ended: float


@dataclass(frozen=True)
class ProbeReading:
    """What the session page said at a moment: `signed_in` is None when it could not be read."""

    when: str
    signed_in: bool | None
    names_seen: tuple[str, ...]
    visit: str | None
    t: float


@dataclass(frozen=True)
class Storage:
    """What a page's origin kept in the browser at a moment, besides cookies: area, name and value of each."""

    when: str
    origin: str
    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ForeignMessages:
    """What a page made of messages of a window of another origin: whether it listens, and what came of them."""

    listens: bool
    obeyed: tuple[str, ...]


@dataclass(frozen=True)
class BundledSecret:
    """A secret in a file that the app ships to every browser: its kind, the file, the words around it."""

    kind: str
    visit: str
    path: str
    text: str


@dataclass(frozen=True)
class Bundle:
    """The files of the app that its pages load: how many were read, how many not there, and whether there are more."""

    files: int
    missed: int
    cut: bool
    found: tuple[BundledSecret, ...]


@dataclass(frozen=True)
class OldTls:
    """What the app's own server made of an old version of TLS: agreed, refused, not_reached; or it was not_offered."""

    version: str
    outcome: str


@dataclass(frozen=True)
class Sight:
    """Which measures and names of personas a journey's last page showed."""

    journey: str
    visit: str | None
    own_values: tuple[str, ...]
    foreign_values: tuple[str, ...]
    names_seen: tuple[str, ...]
    t: float


@dataclass(frozen=True)
class Handshake:
    """A TLS handshake: the certificate presented, whether its flight left, and how it ended.

    `reason` is why the space refused it: no common version or suite, or plain HTTP.
    """

    connection: str
    listener: str
    certificate: str
    flight_sent: bool
    outcome: str
    alert: str | None
    t: float
    reason: str | None = None


@dataclass(frozen=True)
class ConnectionEnd:
    """What became of a connection after an answer: reused, closed in order, or reset."""

    connection: str
    outcome: str
    after: str | None


@dataclass(frozen=True)
class RequestReceived:
    """A request received whole whose answer is being withheld."""

    id: str
    endpoint: str
    t: float


@dataclass(frozen=True)
class Sent:
    """A request that the space made of the app by itself (a logout token), and the answer; `error` is why none came."""

    id: str
    endpoint: str
    request: Request
    response: Response | None
    error: str | None
    started: float
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ActDone:
    """A person's or the runner's act at the space; `facts` is what the space says of it."""

    act: str
    t: float
    facts: JsonObject = field(default_factory=dict)


def request_of(event: Mapping[str, JsonValue]) -> Request:
    """The request of an exchange or a visit."""
    content = mapping(event, "request")
    return Request(
        method=str(content.get("method", "GET")),
        url=str(content.get("url", "")),
        headers=pairs(content, "headers"),
        text=_text(content),
    )


def response_of(event: Mapping[str, JsonValue]) -> Response | None:
    """The answer of an exchange or a visit, None when there was none."""
    content = event.get("response")
    if not isinstance(content, dict):
        return None
    return Response(
        status=int(number(content, "status") or 0),
        headers=pairs(content, "headers"),
        text=_text(content),
        size=int(number(mapping(content, "body"), "size") or 0),
    )


def number(event: Mapping[str, JsonValue], key: str) -> float | None:
    """A number, None when it is missing."""
    value = event.get(key)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def pairs(event: Mapping[str, JsonValue], key: str) -> tuple[tuple[str, str], ...]:
    """A list of names and values, empty when it is missing."""
    rows = event.get(key)
    if not isinstance(rows, list):
        return ()
    return tuple([(str(row[0]), str(row[1])) for row in rows if isinstance(row, list) and len(row) == 2])  # noqa: PLR2004 - a list is faster; name and value


def words(event: Mapping[str, JsonValue], key: str) -> tuple[str, ...]:
    """A list as texts, empty when it is missing."""
    value = event.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def optional(event: Mapping[str, JsonValue], key: str) -> str | None:
    """A text, None when it is missing."""
    value = event.get(key)
    return None if value is None else str(value)


def first(given: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The first value of a name in pairs."""
    return next((value for key, value in given if key == name), None)


def _text(content: Mapping[str, JsonValue]) -> str | None:
    text = mapping(content, "body").get("text")
    return text if isinstance(text, str) else None
