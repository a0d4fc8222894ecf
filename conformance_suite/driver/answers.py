"""What came back to the browser, or why nothing did."""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import requests
import urllib3.exceptions

from conformance_suite.app_log import muted
from sandbox.egress import RefusedUrlError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.json_value import JsonObject, JsonValue

MAX_BODY = 2 * 1024 * 1024  # bytes of a page that a person could ever read
_CHUNK = 64 * 1024


class NoAnswerError(Exception):
    """The browser was not answered; `reason` is a word of the journal: timeout, reset, refused, bad_response..."""

    def __init__(self, reason: str, url: str) -> None:
        self.reason = reason
        self.url = url
        super().__init__(f"{reason}: {url.partition('?')[0]}")


@dataclass(frozen=True)
class Answer:
    """An answer: `text` is its body decoded, cut at 2 MiB; `visit` is its id in the journal if the app gave it.

    `content` is the body as it came, for whoever hands it on.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str
    size: int
    visit: str | None = None
    content: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def cookie_lines(self) -> tuple[str, ...]:
        """What the answer has the browser keep."""
        return tuple(value for name, value in self.headers if name.lower() == "set-cookie")

    @property
    def referrer_policy(self) -> str:
        """The page's referrer policy, empty for the browser's own."""
        return (self.header("referrer-policy") or "").split(",")[-1].strip().lower()

    def as_json(self, longest: int) -> JsonObject:
        """The answer as the journal keeps it: its text cut at `longest` characters, and no private key in it."""
        pairs: list[JsonValue] = [[name, value] for name, value in self.headers]
        kind = self.header("content-type")
        body: JsonObject = {"text": muted(self.text[:longest]) or None, "size": self.size, "type": kind}
        return {"status": self.status, "headers": pairs, "body": body}


def read_answer(response: requests.Response, url: str, *, ends: float, most: int = MAX_BODY) -> Answer:
    """Read an answer up to a cap and until `ends` (monotonic seconds). Raises what requests raises."""
    body = b"".join(_capped(response, ends, most))
    headers = tuple((str(name), str(value)) for name, value in response.raw.headers.items())
    text = _text(body[:MAX_BODY], response.encoding)
    return Answer(url, response.status_code, headers, text, len(body), content=body)


def _capped(response: requests.Response, ends: float, most: int) -> Iterator[bytes]:
    left = most
    for chunk in response.iter_content(_CHUNK):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return
        if time.monotonic() >= ends:
            raise requests.Timeout


def _text(body: bytes, encoding: str | None) -> str:
    try:
        # ISO-8859-1 is what requests says when nothing was said
        charset = "utf-8" if encoding is None or encoding.upper() == "ISO-8859-1" else encoding
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def reason_of(error: BaseException) -> str:
    """The journal's word for a failure of requests."""
    if isinstance(error, requests.Timeout):
        return "timeout"
    causes = list(_causes(error))
    return next((word for word, kinds in _WORDS if any(isinstance(cause, kinds) for cause in causes)), "bad_response")


_WORDS: Final[tuple[tuple[str, tuple[type[BaseException], ...]], ...]] = (  # the first that one of the causes is
    ("address_refused", (RefusedUrlError,)),
    ("bad_certificate", (ssl.SSLCertVerificationError,)),
    # before the timeouts: urllib3 counts it among them
    ("refused", (ConnectionRefusedError, urllib3.exceptions.NewConnectionError)),
    ("timeout", (TimeoutError, urllib3.exceptions.TimeoutError)),
    ("reset", (http.client.RemoteDisconnected, ConnectionError)),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending = [error]
    while pending:
        cause = pending.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        further = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        pending += [one for one in further if isinstance(one, BaseException)]  # some have a text for a reason
