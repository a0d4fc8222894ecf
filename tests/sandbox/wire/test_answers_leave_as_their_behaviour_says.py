from __future__ import annotations

import socket
import ssl
import struct
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from builders.wire import QUICK, RunningWire, read_all, request

from sandbox.hooks import Behaviour, Cut, Drip, Hang, Late, Reset, WireAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Behaving:
    """A fault of the tests: every answer behaves like that."""

    behaviour: Behaviour
    id: ClassVar[str] = "behaving"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        return replace(answer, behaviour=self.behaviour)


def test_a_cut_answer_announces_all_and_sends_a_part(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Cut(after=2)))
    with wire.connect() as tls:
        tls.sendall(request("/s/s1/hello"))
        head, _, body = read_all(tls).partition(b"\r\n\r\n")

    assert b"Content-Length: 5" in head
    assert body == b"he"
    exchange = wire.await_event("exchange")
    assert (exchange["sent"], exchange["faults"], exchange["episode"]) == ("partial", ["behaving"], "e-1")


# SSL_OP_IGNORE_UNEXPECTED_EOF: Debian's Python sets it, and then shows no difference between a cut and a farewell.
_BLIND_TO_CUTS = bool(int(ssl.create_default_context().options) & 1 << 7)


@pytest.mark.skipif(_BLIND_TO_CUTS, reason="this Python takes an end without farewell for one with it")
def test_a_cut_is_without_a_farewell_of_tls(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Cut(after=2)))
    with wire.raw() as tcp:
        tls = wire.trusting().wrap_socket(tcp, server_hostname="localhost", suppress_ragged_eofs=False)
        tls.sendall(request("/s/s1/hello"))
        received = b""
        with pytest.raises(ssl.SSLEOFError):
            received = _recv_all(tls)
        assert received == b""
        tls.close()


def test_an_answer_in_drops_arrives_whole(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Drip(size=2, pause=0.01)))

    assert wire.get().endswith(b"\r\n\r\nhello")
    assert wire.await_event("request_received")["id"] == wire.await_event("exchange")["id"]
    assert wire.await_event("exchange")["sent"] == "whole"


def test_a_peer_that_leaves_in_mid_drip_leaves_a_part(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Drip(size=1, pause=0.05)))
    with wire.connect() as tls:
        tls.sendall(request("/s/s1/hello"))
        tls.recv(10)
        _reset(tls)

    assert wire.await_event("exchange")["sent"] == "partial"
    assert wire.await_event("connection")["outcome"] == "reset"


def test_a_reset_is_felt_and_nothing_was_sent(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Reset()))
    with wire.connect() as tls:
        tls.sendall(request("/s/s1/hello"))
        with pytest.raises(ConnectionResetError):
            socket.socket.recv(tls, 4096)  # below TLS, which would call any ending an end of file

    exchange = wire.await_event("exchange")
    assert (exchange["sent"], exchange["response"]) == ("none", None)


def test_a_late_answer_arrives_whole(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Late(0.05)))

    assert wire.get().endswith(b"\r\n\r\nhello")
    assert wire.await_event("request_received")["id"] == wire.await_event("exchange")["id"]
    exchange = wire.await_event("exchange")
    assert (exchange["sent"], exchange["facts"]["behaviour"]) == ("whole", "late")


def test_who_leaves_before_a_late_answer_gets_nothing(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Late(60)))
    tls = wire.connect()
    tls.sendall(request("/s/s1/hello"))
    wire.await_event("request_received")
    tls.close()

    assert wire.await_event("exchange")["sent"] == "none"


@pytest.mark.parametrize("leave", ["close", "reset"])
def test_a_hang_ends_when_the_peer_leaves(wire: RunningWire, leave: str) -> None:
    wire.open_episode("e-1", Behaving(Hang(60)))
    tls = wire.connect()
    tls.sendall(request("/s/s1/hello"))
    wire.await_event("request_received")
    if leave == "close":
        tls.close()
    else:
        _reset(tls)

    assert wire.await_event("exchange")["sent"] == "none"
    assert wire.await_event("connection")["outcome"] == {"close": "closed", "reset": "reset"}[leave]


def test_one_that_hangs_does_not_hold_up_the_others(wire: RunningWire) -> None:
    wire.open_episode("e-1", Behaving(Hang(60)))
    wire.open_episode("e-2")
    hanging = [wire.connect() for _ in range(20)]
    for tls in hanging:
        tls.sendall(request("/s/s1/hello", Poincon_Episode="e-1"))
    for _ in hanging:
        assert wire.get("/s/s1/hello", Poincon_Episode="e-2").endswith(b"hello")
    for tls in hanging:
        tls.close()


def test_a_peer_that_closes_without_reading_is_seen_to_reset(tmp_path: Path) -> None:
    sent = threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["poincon.exchange"].endpoint = "hello"
        start_response("200 OK", [])
        return [b"x" * 10_000]

    with RunningWire(tmp_path, app=app, limits=replace(QUICK, farewell_grace=5.0)) as wire:
        tls = wire.connect()
        tls.sendall(request("/s/s1/hello"))
        wire.await_event("exchange")
        sent.set()
        tls.close()  # with the answer still in its buffer

        assert wire.await_event("connection")["outcome"] == "reset"


def test_a_peer_that_reads_all_and_closes_is_seen_to_close(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=replace(QUICK, farewell_grace=5.0)) as wire:
        tls = wire.connect()
        tls.sendall(request("/s/s1/hello"))
        received = b""
        while not received.endswith(b"hello"):
            received += tls.recv(4096)
        tls.close()

        assert wire.await_event("connection")["outcome"] == "closed"


def test_a_peer_that_stays_for_ever_is_abandoned(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=replace(QUICK, linger_time=0.1)) as wire:
        tls = wire.connect()
        tls.sendall(request("/s/s1/hello"))

        assert wire.await_event("connection")["outcome"] == "abandoned"
        tls.close()


def test_a_peer_that_reads_slowly_gets_a_large_answer_whole(tmp_path: Path) -> None:
    large = b"x" * 5_000_000

    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [large]

    with RunningWire(tmp_path, app=app) as wire:
        assert wire.get().endswith(large)
        assert wire.await_event("exchange")["sent"] == "whole"


def test_a_peer_that_leaves_in_the_middle_of_a_large_answer_gets_a_part(tmp_path: Path) -> None:
    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"x" * 20_000_000]

    with RunningWire(tmp_path, app=app) as wire:
        tls = wire.connect()
        tls.sendall(request("/s/s1/hello"))
        tls.recv(100)
        _reset(tls)

        assert wire.await_event("exchange")["sent"] == "partial"
        assert wire.await_event("connection")["outcome"] == "reset"


def test_more_connections_than_allowed_are_turned_away_and_the_rest_served(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=replace(QUICK, connections=5)) as wire:
        held = [wire.connect() for _ in range(5)]
        with pytest.raises(ConnectionResetError), wire.raw() as tcp:
            tcp.recv(1)
        for tls in held:
            tls.close()
        for number in range(1, 6):
            wire.await_event("connection", connection=f"c-{number}")
        assert wire.get().endswith(b"hello")


def _recv_all(tls: ssl.SSLSocket) -> bytes:
    received = b""
    while data := tls.recv(4096):
        received += data
    return received


def _reset(tls: ssl.SSLSocket) -> None:
    tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.socket.close(tls)
