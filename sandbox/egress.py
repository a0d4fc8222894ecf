"""The one guard for every URL that a publisher gives us: it must lead to the public internet, and stay small and quick.

A name is resolved once; if any of its addresses is special the URL is refused; the connection goes to an address that
was looked at, under the name that was asked for. A redirect is another URL: it is refused, or looked at afresh.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit

from sandbox import special_addresses
from sandbox.special_addresses import Address

_PORTS = frozenset({443, 8443})
_USER_AGENT = "poincon-egress/1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_URL = 2048
Resolver = Callable[..., list[tuple[Any, ...]]]


class RefusedUrlError(ValueError):
    """The URL leads where we do not go; the message says why."""


class EgressError(OSError):
    """The other side could not be reached, or did not answer as it must; the message says what happened."""


class RedirectedError(EgressError):
    """The other side sends us elsewhere, and we do not go."""


@dataclass(frozen=True)
class Destination:
    """A URL that may be fetched, and the checked addresses that the connection may go to, the first that answers."""

    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True)
class Answer:
    """What came back, from which URL in the end; header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Guard:
    """Fetches what may be fetched.

    Attributes:
        allow_loopback: this machine may be reached, by http too and on any port: for a local command line only.
        timeout: seconds for one fetch, redirects included.
        largest: bytes of a body.
        redirects: how many redirects are followed, each checked like a URL of its own.
        ca_bundle: authorities to trust instead of the system's.
        also_trusted: an authority to trust beside those, for apps on this machine behind a TLS front of ours.
    """

    allow_loopback: bool = False
    timeout: float = 10.0
    largest: int = 1024 * 1024
    redirects: int = 0
    ca_bundle: Path | None = None
    also_trusted: Path | None = None
    resolver: Resolver = field(default=socket.getaddrinfo, repr=False)

    def check(self, url: str) -> Destination:
        """Return where a URL leads.

        Raises:
            RefusedUrlError: to somewhere that is not ours to reach, or it is no URL of ours.
            EgressError: its name is unknown.
        """
        parts, host, port = _parse(url)
        addresses = self._resolve(host, port)
        loopback = self.allow_loopback and all(special_addresses.is_loopback(address) for address in addresses)
        if not loopback:
            self._require_public(parts.scheme, host, port, addresses)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Destination(parts.scheme, host, port, target, tuple(addresses))

    def get(self, url: str) -> bytes:
        """Return the body behind a URL that answers 200.

        Raises:
            RefusedUrlError, EgressError: as `fetch`; also if the status is another.
        """
        answer = self.fetch(url)
        if answer.status != HTTPStatus.OK:
            raise EgressError(f"{answer.url} answers {answer.status}")
        return answer.body

    def fetch(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send one request and return its answer, whatever its status.

        Raises:
            RefusedUrlError: the URL, or one that it redirects to, leads where we do not go.
            EgressError: no answer, not in time, too long, or redirected too often.
        """
        place = url
        with _Deadline(self.timeout) as deadline:
            for _hop in range(self.redirects + 1):
                answer = self._send(place, deadline, method=method, headers=headers or {}, body=body)
                location = answer.headers.get("location")
                if answer.status not in _REDIRECTS or location is None:
                    return answer
                place = urljoin(place, location)
                method, body = ("GET", None) if answer.status == HTTPStatus.SEE_OTHER else (method, body)
        raise RedirectedError(
            f"{url} redirects" + (" too often" if self.redirects else f" to {place}, which is not followed")
        )

    def connect(self, destination: Destination, *, timeout: float | None = None) -> socket.socket:
        """Return a connection to a destination, under TLS if it is https.

        Raises:
            EgressError: it could not be made, or its certificate is not good.
        """
        sock = self._open(destination, timeout or self.timeout)
        try:
            _shake_hands(sock, destination)
        except EgressError:
            sock.close()
            raise
        return sock

    def dial(self, url: str, *, timeout: float | None = None) -> socket.socket:
        """Return a plain connection to where a URL leads, for a client that speaks for itself: nothing was said on it.

        Raises:
            RefusedUrlError, EgressError: as `check`; also EgressError if nobody answers there.
        """
        return _reach(self.check(url), timeout or self.timeout)

    def _open(self, destination: Destination, timeout: float) -> socket.socket:
        """Return a connection on which no word of TLS has been said yet."""
        plain = _reach(destination, timeout)
        if destination.scheme == "http":
            return plain
        context = ssl.create_default_context(cafile=self.ca_bundle)
        if self.also_trusted is not None:
            context.load_verify_locations(self.also_trusted)
        return context.wrap_socket(plain, server_hostname=destination.host, do_handshake_on_connect=False)

    def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            found = self.resolver(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError) as error:
            raise EgressError(f"the name {host} is not known: {error}") from error
        if not found:
            raise EgressError(f"the name {host} has no address")
        return [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]

    def _require_public(self, scheme: str, host: str, port: int, addresses: list[Address]) -> None:
        for address in addresses:
            if not special_addresses.is_public(address):
                raise RefusedUrlError(f"{host} leads to {address}, which is not on the public internet")
        if scheme != "https":
            raise RefusedUrlError(f"{host} must be reached by https")
        if port not in _PORTS:
            raise RefusedUrlError(f"port {port} is not open to us: only 443 and 8443 are")

    def _send(
        self, url: str, deadline: "_Deadline", *, method: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        destination = self.check(url)
        sock = self._open(destination, self.timeout)
        with contextlib.closing(sock), deadline.over(sock):
            _shake_hands(sock, destination)
            connection = http.client.HTTPConnection(_authority(destination), timeout=self.timeout)
            connection.sock = sock
            sent = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", "Connection": "close"} | dict(headers)
            try:
                connection.request(method, destination.target, body=body, headers=sent)
                with connection.getresponse() as response:
                    content = response.read(self.largest + 1)
            except (OSError, http.client.HTTPException) as error:
                reason = "not in time" if deadline.passed else str(error) or type(error).__name__
                raise EgressError(f"{destination.host} did not answer: {reason}") from error
        if deadline.passed:
            raise EgressError(f"{destination.host} did not answer in time")
        if len(content) > self.largest:
            raise EgressError(f"{destination.host} answers with more than {self.largest} bytes")
        if response.length:  # what was announced and did not come
            raise EgressError(f"{destination.host} ended its answer in the middle")
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(url, response.status, received, content)


def _reach(destination: Destination, timeout: float) -> socket.socket:
    """Try the checked addresses in their order: a server of ours may listen on one of two loopback addresses."""
    failure: OSError | None = None
    for address in destination.addresses:
        try:
            return socket.create_connection((str(address), destination.port), timeout)
        except OSError as error:
            failure = failure or error
    raise EgressError(f"{destination.host} cannot be reached: {failure}") from failure


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine, without asking anybody: `localhost` or a loopback address."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or special_addresses.is_loopback(ipaddress.ip_address(host))
    except ValueError:
        return False


def _shake_hands(sock: socket.socket, destination: Destination) -> None:
    if isinstance(sock, ssl.SSLSocket):
        try:
            sock.do_handshake()
        except (OSError, ValueError) as error:
            raise EgressError(f"{destination.host} has no good TLS: {error}") from error


class _Deadline:
    """Cuts off whatever connection is in use when the time is over, however slowly it speaks."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._sock: socket.socket | None = None

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @contextlib.contextmanager
    def over(self, sock: socket.socket) -> Iterator[None]:
        """Let the deadline hold over a connection."""
        with self._lock:
            if self.passed:
                raise EgressError("there was no answer in time")
            self._sock = sock
        try:
            yield
        finally:
            with self._lock:
                self._sock = None

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            if self._sock is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # under TLS too: no farewell is due


def _parse(url: str) -> tuple[SplitResult, str, int]:
    """Read a URL strictly; return its parts, its host as DNS has it, and its port."""
    if len(url) > _LONGEST_URL or not url.isprintable() or " " in url or "\\" in url:
        raise RefusedUrlError("the URL is too long, or has characters that no URL has")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise RefusedUrlError(f"this is no URL: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise RefusedUrlError("the URL must begin with https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise RefusedUrlError("the URL must not carry a user name or a password")
    if not parts.path.isascii() or not parts.query.isascii():
        raise RefusedUrlError("letters outside ASCII must be percent-encoded in a URL")
    return parts, host, port or (443 if parts.scheme == "https" else 80)


def _authority(destination: Destination) -> str:
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    default = 443 if destination.scheme == "https" else 80
    return host if destination.port == default else f"{host}:{destination.port}"
