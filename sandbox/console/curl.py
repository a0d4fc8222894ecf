"""A journalled request as a curl command: the very bytes, but for secrets, which are shell variables to fill in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus, unquote_plus

from sandbox.console.shell import Piece, word

_PLACEHOLDER: Final = re.compile(r"((?:eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.)?)§([a-z_]+):([0-9a-f]{16}):\d+:[a-z0-9]+§")
_NAMES: Final = {
    "code": "CODE",
    "access_token": "ACCESS_TOKEN",
    "refresh_token": "REFRESH_TOKEN",
    "client_secret": "CLIENT_SECRET",
    "verifier": "CODE_VERIFIER",
    "password": "PASSWORD",
    "cookie": "COOKIE",
    "assertion": "CLIENT_ASSERTION",
    "jwt": "ID_TOKEN",
}
_BY_CURL: Final = frozenset({"host", "content-length", "connection", "transfer-encoding", "expect", "keep-alive"})
_ALWAYS_SENT: Final = ("user-agent", "accept")  # curl has its own: without them in the request they are switched off
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Command:
    """A command to copy; `variables` are those to fill in, `body_file` the file to put a body in that is not kept."""

    text: str
    variables: tuple[str, ...]
    body_file: str | None = None


@dataclass
class _Variables:
    """The variables of one command: a secret that occurs twice has one, two of a kind have two."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, kind: str, digest: str) -> str:
        if (kind, digest) not in self.names:
            stem = _NAMES.get(kind, "SECRET")
            used = sum(1 for name in self.names.values() if name.rstrip("0123456789_") == stem)
            self.names[kind, digest] = f"{stem}_{used + 1}" if used else stem
        return self.names[kind, digest]

    def pieces(self, text: str) -> list[Piece]:
        found: list[Piece] = []
        end = 0
        for match in _PLACEHOLDER.finditer(text):
            found.append(text[end : match.start()])
            kind = "assertion" if match[2] == "assertion" else "jwt" if match[1] else match[2]
            found.append((self.name(kind, match[3]),))
            end = match.end()
        return [piece for piece in (*found, text[end:]) if piece]


def command(request: Mapping[str, object], *, ca_bundle: str, client_id: str | None) -> Command:
    """Write the command for the `request` of an `exchange` event; `client_id` is that of Basic credentials."""
    variables = _Variables()
    method, url = str(request["method"]), str(request["url"])
    headers = [(str(name), str(value)) for name, value in _pairs(request.get("headers"))]
    body = request.get("body")
    body = body if isinstance(body, Mapping) else {}
    text, size = body.get("text"), body.get("size")
    lost = text is None and isinstance(size, int) and size > 0
    has_body = lost or bool(text)
    arguments = ["--head"] if method == "HEAD" else []
    if method not in {"HEAD", "POST" if has_body else "GET"}:
        arguments.append(f"--request {word([method])}")
    arguments.append(f"--cacert {word([ca_bundle])}")
    arguments += _headers(headers, variables, client_id, has_body=has_body)
    if lost:
        arguments.append("--data-binary @body.bin")
    elif isinstance(text, str) and text:
        arguments += _body(text, headers, variables)
    arguments.append(word(variables.pieces(url)))
    command_line = " \\\n  ".join(["curl --silent --show-error --include --globoff --path-as-is", *arguments])
    return Command(command_line, tuple(variables.names.values()), "body.bin" if lost else None)


def _headers(
    headers: Sequence[tuple[str, str]], variables: _Variables, client_id: str | None, *, has_body: bool
) -> Iterator[str]:
    sent = {name.lower() for name, _value in headers}
    for name, value in headers:
        if name.lower() in _BY_CURL:
            continue
        scheme, _, credentials = value.partition(" ")
        if name.lower() == "authorization" and scheme.lower() == "basic" and client_id is not None:
            secret = variables.pieces(credentials)
            yield f"--user {word([f'{quote_plus(client_id)}:', *secret])}"
        elif value:
            yield f"--header {word([f'{name}: ', *variables.pieces(value)], encoding='latin-1')}"
        else:
            yield f"--header {word([f'{name};'])}"
    for name in (*_ALWAYS_SENT, *(("content-type",) if has_body else ())):
        if name not in sent:
            yield f"--header {word([f'{name}:'])}"


def _body(text: str, headers: Sequence[tuple[str, str]], variables: _Variables) -> Iterator[str]:
    """Write a body as it is; a form with secrets field by field, since curl must encode what the variables hold."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    if not kind.startswith(_FORM) or "§" not in unquote_plus(text):
        yield f"--data-raw {word(variables.pieces(text))}"
        return
    for part in text.split("&"):
        name, equals, value = part.partition("=")
        pieces = variables.pieces(unquote_plus(value))
        if equals and any(isinstance(piece, tuple) for piece in pieces):
            yield f"--data-urlencode {word([f'{name}=', *pieces])}"
        else:
            yield f"--data-raw {word([part])}"


def _pairs(headers: object) -> list[tuple[object, object]]:
    return [(pair[0], pair[1]) for pair in headers if isinstance(pair, list)] if isinstance(headers, list) else []
