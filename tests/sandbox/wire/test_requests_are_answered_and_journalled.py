from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

from builders.wire import RunningWire, read_all, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def test_an_answer_arrives_whole_and_is_journalled(wire: RunningWire) -> None:
    answer = wire.get("/s/s1/hello?x=1")

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\nhello")
    exchange = wire.await_event("exchange")
    assert exchange["sent"] == "whole"
    assert exchange["endpoint"] == "hello"
    assert exchange["request"]["url"] == f"https://localhost:{wire.main.port}/s/s1/hello?x=1"
    assert exchange["response"]["body"] == {"text": "hello", "size": 5, "type": "text/plain"}
    assert exchange["received"] <= exchange["answered"]


def test_events_are_numbered_and_never_go_back_in_time(wire: RunningWire) -> None:
    for _ in range(3):
        wire.get()
    wire.await_event("connection", connection="c-3")

    events = wire.events()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [event["t"] for event in events] == sorted(event["t"] for event in events)
    assert [event["kind"] for event in events[:3]] == ["handshake", "exchange", "connection"]


def test_a_second_request_proves_that_the_first_answer_was_read(wire: RunningWire) -> None:
    with wire.connect() as tls:
        for _ in range(2):
            tls.sendall(request("/s/s1/hello", Connection="keep-alive"))
            assert b"hello" in tls.recv(4096)
    wire.await_event("connection", outcome="closed")

    assert [(event["outcome"], event["after"]) for event in wire.events("connection")] == [
        ("reused", "x-1"),
        ("closed", "x-2"),
    ]


def test_pipelined_requests_are_answered_in_turn(wire: RunningWire) -> None:
    with wire.connect() as tls:
        tls.sendall(request("/s/s1/one", Connection="keep-alive") + request("/s/s1/two"))
        answers = read_all(tls)

    assert answers.count(b"HTTP/1.1 200") == 2
    wire.await_event("connection", outcome="closed")
    assert [event["endpoint"] for event in wire.events("exchange")] == ["one", "two"]


def test_the_token_endpoint_lives_on_its_own_listener_only(wire: RunningWire) -> None:
    assert b" 404 " in wire.get("/s/s1/oauth2/token")
    assert b" 404 " in wire.get("/s/s1/hello", wire.token)
    assert b" 200 " in wire.get("/s/s1/oauth2/token", wire.token)


def test_the_token_listener_closes_after_every_answer(wire: RunningWire) -> None:
    with wire.connect(wire.token) as tls:
        tls.sendall(request("/s/s1/oauth2/token", Connection="keep-alive"))
        answer = read_all(tls)

    assert b"Connection: close" in answer
    assert wire.await_event("connection")["outcome"] == "closed"


def test_the_same_port_answers_on_ipv4_and_ipv6(wire: RunningWire) -> None:
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as tcp:
            tcp.connect((address, wire.main.port))
            with wire.trusting().wrap_socket(tcp, server_hostname="localhost") as tls:
                tls.sendall(request("/s/s1/hello"))
                assert read_all(tls).endswith(b"hello")


def test_head_and_no_content_carry_no_body(tmp_path: Path) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nothing = environ["PATH_INFO"].endswith("/nothing")
        start_response("204 No Content" if nothing else "200 OK", [("Content-Type", "text/plain")])
        return [] if nothing else [b"hello"]

    with RunningWire(tmp_path, app=app) as wire, wire.connect() as tls:
        tls.sendall(request("/s/s1/hello", method="HEAD", Connection="keep-alive") + request("/s/s1/nothing"))
        answers = read_all(tls)

    assert b"Content-Length: 5" in answers
    assert b"hello" not in answers
    assert answers.rstrip().count(b"HTTP/1.1 204") == 1


def test_an_application_that_breaks_answers_500_without_a_trace(tmp_path: Path) -> None:
    def app(_environ: dict[str, Any], _start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("the secret of the house")

    with RunningWire(tmp_path, app=app) as wire:
        answer = wire.get()
        exchange = wire.await_event("exchange")

    assert b" 500 " in answer
    assert b"secret of the house" not in answer
    assert b"Traceback" not in answer
    assert exchange["facts"] == {"server_error": True}


def test_the_application_gets_the_request_as_wsgi_has_it(tmp_path: Path) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        kept = {name: value for name, value in environ.items() if isinstance(value, str)}
        return [json.dumps(kept | {"body": environ["wsgi.input"].read().decode()}).encode()]

    with RunningWire(tmp_path, app=app) as wire, wire.connect() as tls:
        tls.sendall(
            b"POST /s/s1/a%20b?q=%C3%A9 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: text/plain\r\nX-One: 1\r\nX-One: 2\r\nX_One: forged\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
        seen = json.loads(read_all(tls).partition(b"\r\n\r\n")[2])

    assert seen["PATH_INFO"] == "/s/s1/a b"
    assert seen["QUERY_STRING"] == "q=%C3%A9"
    assert seen["HTTP_X_ONE"] == "1, 2"
    assert seen["CONTENT_TYPE"] == "text/plain"
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("abcde", "5")
    assert seen["wsgi.url_scheme"] == "https"
    assert seen["poincon.listener"] == "main"


def test_a_client_that_waits_to_be_told_gets_its_100_continue(wire: RunningWire) -> None:
    with wire.connect() as tls:
        tls.sendall(
            b"POST /s/s1/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert tls.recv(4096).startswith(b"HTTP/1.1 100")
        tls.sendall(b"ok")
        assert read_all(tls).startswith(b"HTTP/1.1 200")
