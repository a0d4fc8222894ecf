"""A proof is fetched as every address of a publisher is: from the public internet, unredirected, small and quick."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from builders.listening import listening
from builders.remote_app import answering, manifest_of

import app
from catalogue_portal.ports import DomainUnread, RunOrder, RunUnplayable, SpaceOrder
from sandbox import egress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "/.well-known/poincon-challenge/t"


def unread(url: str, *, loopback: bool = False) -> str:
    """The code of why nothing was read there."""
    with pytest.raises(DomainUnread) as refused:
        app.fetch_proof(url, loopback=loopback)
    return refused.value.code


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - gone to, not listened on
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "user@9.9.9.9",
        "9.9.9.9:22",
    ],
)
def test_what_is_not_on_the_public_internet_is_not_gone_to(host: str) -> None:
    assert unread(f"https://{host}{HERE}") == "domain_address_refused"


def test_nothing_is_fetched_by_plain_http() -> None:
    assert unread(f"http://9.9.9.9{HERE}") == "domain_address_refused"


def test_a_name_that_leads_to_a_private_address_beside_a_public_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(_host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - getaddrinfo's own types
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("9.9.9.9", "10.0.0.1")]

    monkeypatch.setattr(egress, "Guard", partial(egress.Guard, resolver=both))

    assert unread(f"https://carnet.example.org{HERE}") == "domain_address_refused"


def test_a_name_is_resolved_once_for_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads to the public internet first and to this machine afterwards gets nothing of this machine."""
    asked: list[str] = []
    reached: list[tuple[str, int]] = []

    def turning(host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
        asked.append(host)
        address = "9.9.9.9" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def reach(address: tuple[str, int], _timeout: float | None = None) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(egress, "Guard", partial(egress.Guard, resolver=turning))
    monkeypatch.setattr(socket, "create_connection", reach)

    assert unread(f"https://carnet.example.org{HERE}") == "domain_unreachable"
    assert (asked, reached) == (["carnet.example.org"], [("9.9.9.9", 443)])


@pytest.fixture
def odd() -> Iterator[str]:
    """A server on this machine that redirects, floods and dawdles."""
    end = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/redirected":
                self.send_response(302)
                self.send_header("Location", HERE)
                self.end_headers()
            elif self.path == "/huge":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"x" * (app.PROOF_BYTES + 1))
            else:
                self.send_response(200)
                self.end_headers()
                with suppress(OSError):  # whoever asked has left
                    while not end.wait(0.02):
                        self.wfile.write(b"x")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # the end waits for them
    with listening(server):
        yield f"http://localhost:{server.server_address[1]}"
        end.set()


@pytest.mark.parametrize(
    ("path", "code"),
    [("/redirected", "domain_redirects"), ("/huge", "domain_unreachable"), ("/slow", "domain_unreachable")],
)
def test_an_answer_comes_from_the_very_address_soon_and_short(
    odd: str, path: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PROOF_SECONDS", 0.3)

    assert unread(odd + path, loopback=True) == code


def test_nothing_there_is_told_apart_from_what_is() -> None:
    with answering({HERE: b"t.secret"}) as port:
        assert app.fetch_proof(f"http://localhost:{port}{HERE}", loopback=True) == b"t.secret"
        assert unread(f"http://localhost:{port}/elsewhere", loopback=True) == "domain_proof_missing"
        assert unread(f"http://localhost:{port}{HERE}") == "domain_address_refused"


def test_in_earnest_nothing_of_this_machine_is_played(tmp_path: Path) -> None:
    manifest = tmp_path / "poincon.yaml"
    manifest.write_text(manifest_of(tmp_path / "app", 42999), encoding="utf-8")
    space = SpaceOrder("s", tmp_path / "space", "localhost", 42997, 42998, 7)
    order = RunOrder("check", manifest, tmp_path / "out", "2026-1", space=space)

    with pytest.raises(RunUnplayable, match=r"target.url is refused: localhost leads to"):
        app.execute(order, progress=lambda _: None, cancelled=lambda: False)
    with pytest.raises(RunUnplayable, match=r"target.url is refused: localhost leads to"):
        app.open_space(manifest, space, renew=False)
    assert not space.folder.exists()
