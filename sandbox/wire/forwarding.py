"""Requests on their way to an app behind a TLS front: each head says how it came; everything else stays as it is.

What a client says of its own way is taken out, or any browser could pass for https (RFC 7239, 8.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import h11

_UPGRADE = b"upgrade"
_CHUNKED = b"chunked"
_OURS = (b"forwarded", b"x-real-ip")
_BEGINNING = b"x-forwarded"


@dataclass
class ForwardedRequests:
    """The requests of one connection, in order.

    Attributes:
        peer: the address that they come from.
        place: host and port of the front, for a request that names no host.
        header_size: bytes of the longest head that is taken.
        undecided: a request asked for another protocol; nothing more is read as HTTP until the app has answered.
    """

    peer: str
    place: str
    header_size: int
    undecided: bool = False
    _switched: bool = False
    _asks_to_switch: bool = False
    _chunked: bool = False
    _held: bytes = b""
    _http: h11.Connection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Await the first request."""
        self._http = self._fresh()

    def _fresh(self) -> h11.Connection:
        return h11.Connection(h11.SERVER, max_incomplete_event_size=self.header_size)

    def take(self, data: bytes) -> bytes:
        """Return what goes to the app now that this has arrived.

        Raises:
            h11.RemoteProtocolError: this is no request that any server could take.
        """
        if self._switched:
            return data
        if self.undecided:
            self._held += data
            return b""
        self._http.receive_data(data)
        sent = b""
        while not self.undecided:
            event = self._http.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                break
            sent += self._sent(event)
        return sent

    def decide(self, *, switched: bool) -> bytes:
        """Go on after the answer to a request for another protocol; return what was held meanwhile, for the app."""
        held, self._held, self.undecided, self._switched = self._held, b"", False, switched
        return self.take(held) if held else b""

    def _sent(self, event: object) -> bytes:
        match event:
            case h11.Request():
                return self._head(event)
            case h11.Data():
                data = bytes(event.data)
                return b"%x\r\n%b\r\n" % (len(data), data) if self._chunked and data else data
            case h11.EndOfMessage():
                trailers = _lines(event.headers.raw_items()) if self._chunked else b""
                sent = b"0\r\n" + trailers + b"\r\n" if self._chunked else b""
                return sent + self._next()
        return b""

    def _next(self) -> bytes:
        """Be ready for the next request, of which a part may have arrived already."""
        rest, self._http = self._http.trailing_data[0], self._fresh()
        self.undecided, self._asks_to_switch = self._asks_to_switch, False
        return self.take(rest) if rest else b""

    def _head(self, request: h11.Request) -> bytes:
        said = dict(request.headers)
        self._chunked = said.get(b"transfer-encoding", b"").lower() == _CHUNKED
        self._asks_to_switch = _UPGRADE in said and _UPGRADE in said.get(b"connection", b"").lower()
        # a length beside chunks has no say (RFC 9112, 6.3), and must mislead nobody
        kept = [(name, value) for name, value in request.headers.raw_items() if not self._taken_out(name.lower())]
        line = b" ".join((request.method, request.target, b"HTTP/" + request.http_version))
        return line + b"\r\n" + _lines([*kept, *self._way(said.get(b"host"))]) + b"\r\n"

    def _taken_out(self, name: bytes) -> bool:
        same = name.replace(b"_", b"-")  # as gateways read it
        return same in _OURS or same.startswith(_BEGINNING) or (self._chunked and name == b"content-length")

    def _way(self, host: bytes | None) -> list[tuple[bytes, bytes]]:
        host, peer = host or self.place.encode(), self.peer.encode()
        node = b'"[%b]"' % peer if b":" in peer else peer
        quoted = host.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        return [
            (b"X-Forwarded-For", peer),
            (b"X-Forwarded-Host", host),
            (b"X-Forwarded-Proto", b"https"),
            (b"Forwarded", b'for=%b;host="%b";proto=https' % (node, quoted)),
        ]


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % (name, value) for name, value in headers)
