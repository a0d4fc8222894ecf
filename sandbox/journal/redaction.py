"""What makes journal events safe to keep: secrets are recognised where protocols put them, and taken out everywhere."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from urllib.parse import unquote_plus

from sandbox.journal.vault import SHORTEST_SEARCHED, SecretVault
from sandbox.json_value import JsonObject, JsonValue

Headers = Sequence[tuple[str, str]]

_FORM_SECRETS = {
    "code": "code",
    "code_verifier": "verifier",
    "client_secret": "client_secret",
    "client_assertion": "assertion",
    "refresh_token": "refresh_token",
    "access_token": "access_token",
    "token": "refresh_token",
    "auth_req_id": "code",
    "password": "password",
    "software_statement": "jwt",
}
_MOST_FIELDS = 200
# Of the identity providers, the same endpoints under the provider's name: `franceconnect_token`, ...
_FORM_ENDPOINT = re.compile(
    r"(?:\w+_)?(?:token|revoke|pushed_authorization_request|register|sign_in|introspect|backchannel|phone)"
)
_JSON_SECRET = re.compile(
    r'"(access_token|refresh_token|client_secret|registration_access_token|password|auth_req_id)"\s*:\s*'
    r'"((?:[^"\\]|\\.)*)"'
)
_JSON_KINDS = {"registration_access_token": "access_token", "auth_req_id": "code"}
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie"})
_MARK = re.compile(r"§\w+:[0-9a-f]+:\d+:\w+§")
_COOKIE_PAIR = re.compile(r"([^=;\s]+)=([^;]*)")
_OPAQUE = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])\S{16,}", re.DOTALL)


class Redactor:
    """Redacts events with the secrets of one vault."""

    def __init__(self, vault: SecretVault) -> None:
        self._vault = vault

    def learn_message(self, headers: Headers, text: str | None, *, endpoint: str | None) -> None:
        """Keep the secrets that a request or an answer carries where the protocols put them, known to us or not."""
        for name, value in headers:
            self._learn_header(name.lower(), value)
        if text and _is_form_endpoint(endpoint):
            for kind, value in _secrets_of_body(text):
                self._vault.keep(kind, value)

    def learn_event(self, value: JsonValue) -> None:
        """Keep the secrets in the headers of every message that an event tells of."""
        if isinstance(value, list):
            for item in value:
                self.learn_event(item)
        elif isinstance(value, dict):
            for name, member in value.items():
                pairs = _pairs(member) if name == "headers" and isinstance(member, list) else None
                if pairs is not None:
                    self.learn_message(pairs, None, endpoint=None)
                else:
                    self.learn_event(member)

    def headers(self, headers: Headers) -> list[JsonValue]:
        """Return headers as the journal keeps them: `[[name, value], ...]`.

        Those that carry no secret by their nature are looked at in one go: nearly always there is none in any.
        """
        clean = self._are_clean(
            word for name, value in headers if name.lower() not in _SECRET_HEADERS for word in (name, value)
        )
        return [
            [name, value] if clean and name.lower() not in _SECRET_HEADERS else self._scrubbed_header(name, value)
            for name, value in headers
        ]

    def _scrubbed_header(self, name: str, value: str) -> list[JsonValue]:
        return [self._vault.scrub(name), self._header(name.lower(), value)]

    def body(self, text: str | None, *, endpoint: str | None) -> str | None:
        """Return a body as the journal keeps it; values too short to be searched for are replaced where they stand."""
        if text is None:
            return None
        if _is_form_endpoint(endpoint) and not text.lstrip().startswith("{"):
            text = "&".join(self._form_field(field) for field in text.split("&"))
        return self._vault.scrub(text)

    def scrub(self, value: JsonValue) -> JsonValue:
        """Return any JSON value with every string in it scrubbed; never the value itself, which may go on changing.

        Those of a list or an object are looked at in one go first: nearly always there is no secret in any.
        """
        if isinstance(value, str):
            return self._vault.scrub(value)
        if not isinstance(value, list | dict):
            return value
        if self._is_clean(value):
            return deepcopy(value)
        return [self.scrub(item) for item in value] if isinstance(value, list) else self.scrub_object(value)

    def scrub_object(self, fields: Mapping[str, JsonValue], *, but: frozenset[str] = frozenset()) -> JsonObject:
        """Return an object with its values scrubbed (`headers` by their names), except those named in `but`."""
        return {name: value if name in but else self._member(name, value) for name, value in fields.items()}

    def _is_clean(self, value: JsonValue) -> bool:
        texts = list(_texts(value))
        return None not in texts and self._are_clean(text for text in texts if text is not None)

    def _are_clean(self, texts: Iterable[str]) -> bool:
        """Tell whether there is no secret in any of some texts. None stands across the end of a line."""
        together = "\n".join(texts)
        return self._vault.scrub(together) == together

    def _member(self, name: str, value: JsonValue) -> JsonValue:
        if name == "headers" and isinstance(value, list):
            pairs = _pairs(value)
            if pairs is not None:
                return self.headers(pairs)
        return self.scrub(value)

    def _learn_header(self, name: str, value: str) -> None:
        if name == "authorization":
            scheme, _, credentials = value.strip().partition(" ")
            if scheme.lower() == "basic":
                self._learn_basic(credentials.strip())
            else:
                self._vault.keep("access_token", credentials.strip() or scheme)
        elif name in {"cookie", "set-cookie"}:
            for _name, cookie in _cookies(name, value):
                if _OPAQUE.fullmatch(cookie):
                    self._vault.keep("cookie", cookie)

    def _learn_basic(self, credentials: str) -> None:
        secret = _basic_secret(credentials)
        self._vault.keep("client_secret", secret)
        self._vault.keep_blob("client_secret", secret, credentials)

    def _header(self, name: str, value: str) -> str:
        if name == "authorization":
            scheme, _, credentials = value.strip().partition(" ")
            if scheme.lower() == "basic":
                return f"{scheme} {self._vault.placeholder('client_secret', _basic_secret(credentials.strip()))}"
            if 0 < len(credentials) < SHORTEST_SEARCHED:
                return f"{scheme} {self._vault.placeholder('access_token', credentials)}"
        elif name in {"cookie", "set-cookie"}:
            for cookie_name, cookie in _cookies(name, value):
                if cookie:
                    mute = self._vault.placeholder("cookie", cookie) + self._held_by(cookie)
                    value = value.replace(f"{cookie_name}={cookie}", f"{cookie_name}={mute}", 1)
        return self._vault.scrub(value)

    def _held_by(self, cookie: str) -> str:
        """Return the marks of the secrets of other kinds that a cookie holds in clear: beside its own, they tell of it.

        The cookie as a whole is a secret too, and would hide what is in it: so it is read without its ends.
        """
        readings = "\n".join((cookie, cookie[1:], cookie[:-1]))
        found = set(_MARK.findall(self._vault.scrub(readings)))
        return "".join(sorted(mark for mark in found if not mark.startswith("§cookie:")))

    def _form_field(self, field: str) -> str:
        name, equals, value = field.partition("=")
        kind = _FORM_SECRETS.get(name)
        plain = unquote_plus(value)
        if kind and 0 < len(plain) < SHORTEST_SEARCHED:
            return name + equals + self._vault.placeholder(kind, plain)
        return field


def _is_form_endpoint(endpoint: str | None) -> bool:
    return endpoint is not None and _FORM_ENDPOINT.fullmatch(endpoint) is not None


def _texts(value: JsonValue) -> Iterator[str | None]:
    """Yield every string in a value; None for headers, of which some are secrets by their names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from (None,) if name == "headers" else _texts(member)


def _pairs(value: list[JsonValue]) -> list[tuple[str, str]] | None:
    pairs: list[tuple[str, str]] = []
    for item in value:
        match item:
            case [str() as name, str() as text]:
                pairs.append((name, text))
            case _:
                return None
    return pairs


def _secrets_of_body(text: str) -> Iterator[tuple[str, str]]:
    if text.lstrip().startswith("{"):
        for match in _JSON_SECRET.finditer(text):
            yield _JSON_KINDS.get(match.group(1), match.group(1)), match.group(2)
        return
    for field in text.split("&", _MOST_FIELDS)[:_MOST_FIELDS]:
        name, _, value = field.partition("=")
        if unquote_plus(name) in _FORM_SECRETS:
            yield _FORM_SECRETS[unquote_plus(name)], unquote_plus(value)


def _cookies(header: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each cookie of a `Cookie` header, or of the one of a `Set-Cookie` header."""
    for match in _COOKIE_PAIR.finditer(value):
        yield match.group(1), match.group(2).strip()
        if header == "set-cookie":
            return


def _basic_secret(credentials: str) -> str:
    """Return the password of Basic credentials, form-decoded (RFC 6749, 2.3.1); the whole of them if unreadable."""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return credentials
    return unquote_plus(decoded.partition(":")[2])
