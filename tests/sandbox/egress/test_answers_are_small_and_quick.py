from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest

from sandbox.authority import open_authority
from sandbox.egress import EgressError, Guard, RefusedUrlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GUARD = Guard(allow_loopback=True, timeout=30.0, largest=1000)


@contextlib.contextmanager
def serving(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on loopback, let `say` speak on each; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    say(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def answering(*answers: bytes) -> Callable[[socket.socket], None]:
    """Read a request, then send the next answer."""
    left = list(answers)

    def say(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return say


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def test_a_name_with_two_addresses_is_reached_at_the_one_that_listens() -> None:
    def both(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        found = ((socket.AF_INET6, ("::1", port, 0, 0)), (socket.AF_INET, ("127.0.0.1", port)))
        return [(family, socket.SOCK_STREAM, 6, "", place) for family, place in found]

    with serving(answering(ok(b"hello"))) as port:
        assert Guard(allow_loopback=True, resolver=both).get(f"http://localhost:{port}/") == b"hello"  # type: ignore[arg-type]


def test_a_small_answer_is_returned() -> None:
    with serving(answering(ok(b"hello"))) as port:
        assert GUARD.get(f"http://127.0.0.1:{port}/") == b"hello"


def test_an_answer_that_is_too_long_is_refused() -> None:
    with serving(answering(ok(b"x" * 1001))) as port, pytest.raises(EgressError, match="more than 1000"):
        GUARD.get(f"http://127.0.0.1:{port}/")


def test_an_answer_without_end_is_refused() -> None:
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"3e8\r\n" + b"x" * 1000 + b"\r\n") * 50
    with serving(answering(endless)) as port, pytest.raises(EgressError, match="more than"):
        GUARD.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("slow", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"])
def test_an_answer_that_drips_is_cut_off_at_the_deadline(slow: bytes) -> None:
    gone = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(slow)
        while not gone.wait(0.02):
            connection.sendall(b"x")

    begun = time.monotonic()
    with serving(drip) as port:
        with pytest.raises(EgressError, match="in time"):
            Guard(allow_loopback=True, timeout=0.3).get(f"http://127.0.0.1:{port}/")
        gone.set()
    assert time.monotonic() - begun < 60


def test_a_handshake_that_never_ends_is_cut_off() -> None:
    gone = threading.Event()
    with serving(lambda _connection: gone.wait() and None) as port:
        with pytest.raises(EgressError):
            Guard(allow_loopback=True, timeout=0.3).get(f"https://127.0.0.1:{port}/")
        gone.set()


@pytest.mark.parametrize("garbage", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
def test_what_is_no_whole_answer_is_refused(garbage: bytes) -> None:
    with serving(answering(garbage)) as port, pytest.raises(EgressError):
        GUARD.get(f"http://127.0.0.1:{port}/")


def test_another_status_is_no_body() -> None:
    with serving(answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) as port:
        assert GUARD.fetch(f"http://127.0.0.1:{port}/").status == 404
        with pytest.raises(EgressError, match="404"):
            GUARD.get(f"http://127.0.0.1:{port}/")


def test_a_redirect_is_not_followed_unasked() -> None:
    redirect = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    with serving(answering(redirect)) as port, pytest.raises(EgressError, match="redirects"):
        GUARD.fetch(f"http://127.0.0.1:{port}/")


def test_a_redirect_that_may_be_followed_is_checked_like_any_url() -> None:
    def redirect(where: bytes) -> bytes:
        return b"HTTP/1.1 302 Found\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n"

    guard = Guard(allow_loopback=True, timeout=30.0, redirects=1)
    with serving(answering(redirect(b"/there"), ok(b"here"))) as port:
        assert guard.get(f"http://127.0.0.1:{port}/") == b"here"
    with serving(answering(redirect(b"http://169.254.169.254/"))) as port, pytest.raises(RefusedUrlError):
        guard.get(f"http://127.0.0.1:{port}/")
    with serving(answering(redirect(b"/again"))) as port, pytest.raises(EgressError, match="too often"):
        guard.get(f"http://127.0.0.1:{port}/")


def test_nobody_listening_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(EgressError, match="cannot be reached"):
        GUARD.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(("kind", "good"), [("valid", True), ("expired", False)])
def test_certificates_are_verified_under_the_name_asked_for(tmp_path: Path, kind: str, *, good: bool) -> None:
    authority = open_authority(tmp_path)
    authority.server_context("valid")
    authority.server_context("expired")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / f"leaf-{kind}.pem")

    def say(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            answering(ok(b"hello"))(tls)

    guard = Guard(allow_loopback=True, timeout=30.0, ca_bundle=authority.ca_bundle)
    with serving(say) as port:
        if good:
            assert guard.get(f"https://localhost:{port}/") == b"hello"
        else:
            with pytest.raises(EgressError, match="expired"):
                guard.get(f"https://localhost:{port}/")
        with pytest.raises(EgressError, match="TLS"):
            Guard(allow_loopback=True, timeout=30.0).get(f"https://localhost:{port}/")


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(answering(ok(b"hello"))) as port:
        assert GUARD.get(f"http://127.0.0.1:{port}/") == b"hello"
