from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from builders.wire import PATIENCE, RunningWire, read_all, request

from sandbox.wire.app_fronts import AppFronts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGE = bytes(range(256)) * 8192  # 2 MiB: more than any buffer on the way
TOLD = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"forwarded")


class InnerApp:
    """An app on plain sockets, which keeps every byte that it hears; `serve` has one connection at a time."""

    def __init__(self, serve: Callable[[socket.socket], bytes | None]) -> None:
        self.heard = b""
        self.ended = threading.Event()
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                line, _peer = self._listener.accept()
            except OSError:
                return
            with line, suppress(OSError):
                line.settimeout(PATIENCE)
                self.heard += self._serve(line) or b""
            self.ended.set()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def fronts(wire: RunningWire) -> Iterator[AppFronts]:
    opened = AppFronts({"valid": wire.authority.server_context("valid")})
    yield opened

    async def close() -> None:
        opened.close()

    wire.run(close())


@contextmanager
def behind(
    wire: RunningWire, fronts: AppFronts, serve: Callable[[socket.socket], bytes | None]
) -> Iterator[tuple[InnerApp, ssl.SSLSocket, int]]:
    """An app behind a front, and a client's connection to it."""
    app = InnerApp(serve)
    port = wire.run(fronts.open(port=0, app_port=app.port))
    tcp = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    tls = wire.trusting().wrap_socket(tcp, server_hostname="localhost")
    try:
        yield app, tls, port
    finally:
        tls.close()
        app.close()


def until_head(line: socket.socket) -> bytes:
    """What is heard up to the end of a head."""
    heard = b""
    while b"\r\n\r\n" not in heard and (data := line.recv(65536)):
        heard += data
    return heard


def answering(answer: bytes) -> Callable[[socket.socket], bytes]:
    """Hear a head, say this, hang up."""

    def serve(line: socket.socket) -> bytes:
        heard = until_head(line)
        line.sendall(answer)
        return heard

    return serve


def until_the_end(tls: ssl.SSLSocket) -> None:
    """Read below TLS, which would call any ending an end of file."""
    while socket.socket.recv(tls, 4096):
        continue


def shake_hands(tcp: socket.socket, port: int, trusting: ssl.SSLContext) -> None:
    tcp.settimeout(PATIENCE)
    tcp.connect(("127.0.0.1", port))
    with trusting.wrap_socket(tcp, server_hostname="localhost"):
        pass


def headers_of(head: bytes) -> list[tuple[bytes, bytes]]:
    lines = head.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    return [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]


def test_the_app_is_told_how_a_request_came(wire: RunningWire, fronts: AppFronts) -> None:
    with behind(wire, fronts, answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as (app, tls, port):
        tls.sendall(f"GET /me?a=%20 HTTP/1.1\r\nHost: localhost:{port}\r\nX-Odd: A  b\r\n\r\n".encode())
        read_all(tls)

    line, _, _ = app.heard.partition(b"\r\n")
    assert line == b"GET /me?a=%20 HTTP/1.1"
    place = b"localhost:%d" % port
    assert headers_of(app.heard) == [
        (b"host", place),
        (b"x-odd", b"A  b"),
        (b"x-forwarded-for", b"127.0.0.1"),
        (b"x-forwarded-host", place),
        (b"x-forwarded-proto", b"https"),
        (b"forwarded", b'for=127.0.0.1;host="%b";proto=https' % place),
    ]
    assert b"X-Odd" in app.heard


def test_what_a_client_says_of_its_way_is_taken_out(wire: RunningWire, fronts: AppFronts) -> None:
    lies = {
        "X_Forwarded-Proto": "http",
        "Forwarded": "proto=http",
        "X-FORWARDED-For": "1.2.3.4",
        "X-Real-IP": "1.2.3.4",
    }
    said = "".join(f"{name}: {value}\r\n" for name, value in lies.items())
    with behind(wire, fronts, answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as (app, tls, _port):
        tls.sendall(f"GET / HTTP/1.1\r\nHost: a\r\n{said}x_forwarded_proto: http\r\n\r\n".encode())
        read_all(tls)

    names = [name for name, _ in headers_of(app.heard)]
    assert names == [b"host", *TOLD]
    assert b"1.2.3.4" not in app.heard
    assert b"proto=http\r\n" not in app.heard


ANSWERS = (
    b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 12\r\n\r\n',
    (
        b"HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;odd=1\r\nabc\r\n0\r\nTrailer: x\r\n\r\n"
    ),
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
    b"this is no HTTP at all\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n" + LARGE,
)


@pytest.mark.parametrize("answer", ANSWERS, ids=["304", "chunked", "early hints", "to the end", "nonsense", "large"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_answers_pass_byte_for_byte(wire: RunningWire, fronts: AppFronts, answer: bytes, method: str) -> None:
    with behind(wire, fronts, answering(answer)) as (_app, tls, _port):
        tls.sendall(request("/", method=method))

        assert read_all(tls) == answer


def test_a_large_body_arrives_whole(wire: RunningWire, fronts: AppFronts) -> None:
    def serve(line: socket.socket) -> bytes:
        heard = until_head(line)
        while len(heard.partition(b"\r\n\r\n")[2]) < len(LARGE):
            heard += line.recv(65536)
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        return heard

    with behind(wire, fronts, serve) as (app, tls, _port):
        tls.sendall(request("/", method="POST", body=LARGE))
        assert read_all(tls) == b"HTTP/1.1 204 No Content\r\n\r\n"

    assert app.heard.partition(b"\r\n\r\n")[2] == LARGE


def test_chunks_arrive_as_chunks_without_the_length_that_contradicts_them(wire: RunningWire, fronts: AppFronts) -> None:
    def serve(line: socket.socket) -> bytes:
        heard = until_head(line)
        while not heard.endswith(b"\r\nX-Sum: 1\r\n\r\n"):
            heard += line.recv(65536)
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        return heard

    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
    with behind(wire, fronts, serve) as (app, tls, _port):
        tls.sendall(head + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n")
        read_all(tls)

    assert b"content-length" not in [name for name, _ in headers_of(app.heard)]
    assert app.heard.endswith(b"\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n")


def test_a_connection_carries_one_request_after_another(wire: RunningWire, fronts: AppFronts) -> None:
    def serve(line: socket.socket) -> bytes:
        heard = b""
        while head := until_head(line):
            heard += head
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na" * head.count(b"\r\n\r\n"))
        return heard

    with behind(wire, fronts, serve) as (app, tls, _port):
        for _ in range(3):
            tls.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert until_head(tls).endswith(b"a")
        tls.close()
        assert app.ended.wait(PATIENCE)

    assert app.heard.count(b"X-Forwarded-Proto: https") == 3


def test_a_client_that_leaves_is_seen_to_leave(wire: RunningWire, fronts: AppFronts) -> None:
    def serve(line: socket.socket) -> bytes:
        return until_head(line) + (line.recv(1) or b"[end]")

    with behind(wire, fronts, serve) as (app, tls, _port):
        tls.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        tls.close()
        assert app.ended.wait(PATIENCE)

    assert app.heard.endswith(b"[end]")


def test_an_app_that_breaks_off_is_seen_to_break_off(wire: RunningWire, fronts: AppFronts) -> None:
    def serve(line: socket.socket) -> bytes:
        until_head(line)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        return b""

    with behind(wire, fronts, serve) as (_app, tls, _port):
        tls.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            until_the_end(tls)


def test_a_door_without_an_app_behind_it_is_no_door(wire: RunningWire, fronts: AppFronts) -> None:
    with socket.socket() as nobody:  # holds the port, which others would be given otherwise, and listens to nobody
        nobody.bind(("127.0.0.1", 0))
        port = wire.run(fronts.open(port=0, app_port=nobody.getsockname()[1]))

        with socket.socket() as tcp, pytest.raises((ConnectionResetError, ssl.SSLEOFError)):
            shake_hands(tcp, port, wire.trusting())


def test_plain_http_is_told_to_come_by_https(wire: RunningWire, fronts: AppFronts) -> None:
    with (
        behind(wire, fronts, lambda _line: None) as (_app, _tls, port),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as tcp,
    ):
        tcp.sendall(request("/"))
        assert read_all(tcp).startswith(b"HTTP/1.1 400 Bad Request")


@pytest.mark.parametrize(
    ("raw", "status"), [(b"GET /\x00 HTTP/1.1\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000, b"431")]
)
def test_what_is_no_request_is_refused(wire: RunningWire, fronts: AppFronts, raw: bytes, status: bytes) -> None:
    with behind(wire, fronts, lambda line: line.recv(1)) as (app, tls, _port):
        tls.sendall(raw)
        assert read_all(tls).startswith(b"HTTP/1.1 " + status)

    assert not app.heard


@pytest.mark.parametrize("agreed", [True, False])
def test_another_protocol_is_spoken_once_the_app_agrees(wire: RunningWire, fronts: AppFronts, *, agreed: bool) -> None:
    yes = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
    no = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    then = b"\x81\x05hello" if agreed else b"GET /again HTTP/1.1\r\nHost: a\r\n\r\n"

    def serve(line: socket.socket) -> bytes:
        heard = until_head(line)
        line.sendall(yes if agreed else no)
        return heard + (line.recv(7) if agreed else until_head(line))

    with behind(wire, fronts, serve) as (app, tls, _port):
        tls.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + then)
        read_all(tls)

    assert app.heard.count(b"X-Forwarded-Proto: https") == (1 if agreed else 2)
    assert app.heard.endswith(then) is agreed
