from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.wire import QUICK, RunningWire, read_all, request

if TYPE_CHECKING:
    from pathlib import Path

_HURRIED = replace(QUICK, header_time=0.2, body_time=0.2, idle_time=0.2, handshake_time=0.2, linger_time=0.2)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"what is this\r\n\r\n", 400),
        (b"\x00\xff\xfe\x16\x03\x01\r\n\r\n", 400),
        (b"GET /s/s1/x HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET /s/s1/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /s/s1/x HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n", 400),
        (b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\n", 400),
        (b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
        (b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnothex\r\n", 400),
        (b"GET /s/s1/" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (b"GET /s/s1/x HTTP/1.1\r\nHost: a\r\nX-Big: " + b"x" * 70_000 + b"\r\n\r\n", 431),
        (b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", 413),
    ],
)
def test_what_is_no_request_of_ours_is_refused(wire: RunningWire, sent: bytes, status: int) -> None:
    with wire.connect() as tls:
        tls.sendall(sent)
        answer = read_all(tls)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"Traceback" not in answer
    assert wire.get().endswith(b"hello")


def test_a_body_that_grows_past_the_limit_is_refused(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=replace(QUICK, body_size=1000)) as wire, wire.connect() as tls:
        tls.sendall(b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        tls.sendall((b"1f4\r\n" + b"x" * 500 + b"\r\n") * 3)
        assert read_all(tls).startswith(b"HTTP/1.1 413 ")


def test_garbage_behind_a_good_request_does_not_spoil_its_answer(wire: RunningWire) -> None:
    with wire.connect() as tls:
        tls.sendall(request("/s/s1/hello", Connection="keep-alive") + b"\x01\x02garbage\r\n\r\n")
        answers = read_all(tls)

    assert answers.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 400 " in answers
    assert wire.await_event("exchange")["sent"] == "whole"


@pytest.mark.parametrize(
    "half", [b"GET /s/s1/hello HT", b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"]
)
def test_half_a_request_is_told_to_be_too_late(tmp_path: Path, half: bytes) -> None:
    with RunningWire(tmp_path, limits=_HURRIED) as wire, wire.connect() as tls:
        tls.sendall(half)
        assert read_all(tls).startswith(b"HTTP/1.1 408 ")
        assert wire.events("exchange") == []


def test_headers_that_come_one_byte_at_a_time_do_not_hold_the_connection(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=_HURRIED) as wire, wire.connect() as tls:
        tls.settimeout(0.05)
        answer = b""
        for _ in range(200):
            try:
                tls.sendall(b"G")
                answer += tls.recv(4096)
            except TimeoutError:
                continue
            except (ssl.SSLError, OSError):
                break
            if answer:
                break

    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_connection_that_says_nothing_is_closed_in_order(tmp_path: Path) -> None:
    with RunningWire(tmp_path, limits=_HURRIED) as wire, wire.connect() as tls:
        assert read_all(tls) == b""


def test_a_half_request_that_is_given_up_leaves_the_space_well(wire: RunningWire) -> None:
    with wire.connect() as tls:
        tls.sendall(b"POST /s/s1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc")

    ended = wire.await_event("connection")
    assert ended["after"] is None
    assert wire.events("exchange") == []
    assert wire.get().endswith(b"hello")


def test_a_peer_that_speaks_plain_http_is_told_so(wire: RunningWire) -> None:
    with wire.raw() as tcp:
        tcp.sendall(b"GET /s/s1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = read_all(tcp)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"https" in answer
    handshake = wire.await_event("handshake")
    assert (handshake["outcome"], handshake["reason"], handshake["hello"]) == ("refused", "http_request", False)


def test_a_space_that_does_not_exist_is_not_found_and_not_journalled(wire: RunningWire) -> None:
    assert wire.get("/s/other/oauth2/token").startswith(b"HTTP/1.1 404 ")
    assert wire.events("exchange") == []
