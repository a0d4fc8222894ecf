from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from builders.wire import RunningWire, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def test_the_only_open_episode_gets_what_names_none(wire: RunningWire) -> None:
    wire.open_episode("e-1")
    wire.get()

    assert wire.await_event("exchange")["episode"] == "e-1"
    assert wire.await_event("connection")["episode"] == "e-1"
    assert wire.await_event("handshake")["episode"] == "e-1"


def test_with_two_open_nobody_guesses(wire: RunningWire) -> None:
    wire.open_episode("e-1")
    wire.open_episode("e-2")
    wire.get()

    assert wire.await_event("exchange")["episode"] is None


def test_a_mark_counts_while_its_episode_is_open(wire: RunningWire) -> None:
    wire.open_episode("e-1")
    wire.open_episode("e-2")
    wire.get(Poincon_Episode="e-2")
    wire.get(Poincon_Episode="e-9")
    wire.await_event("connection", connection="c-2")

    assert [event["episode"] for event in wire.events("exchange")] == ["e-2", None]


def test_an_episode_opened_after_the_request_came_does_not_get_it(tmp_path: Path) -> None:
    running: list[RunningWire] = []

    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        running[0].open_episode("e-late")
        start_response("200 OK", [])
        return [b"hello"]

    with RunningWire(tmp_path, app=app) as wire:
        running.append(wire)
        wire.get()
        assert wire.await_event("exchange")["episode"] is None


def test_forty_concurrent_exchanges_reach_their_episodes(tmp_path: Path) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        exchange = environ["poincon.exchange"]
        exchange.endpoint = "echo"
        exchange.attribute(environ["QUERY_STRING"])
        exchange.note(asked=environ["QUERY_STRING"])
        start_response("200 OK", [])
        return [environ["QUERY_STRING"].encode()]

    with RunningWire(tmp_path, app=app) as wire:
        names = [f"e-{number}" for number in range(40)]
        for name in names:
            wire.open_episode(name)

        def ask(name: str) -> None:
            with wire.connect() as tls:
                for _ in range(5):
                    tls.sendall(request(f"/s/s1/echo?{name}", Connection="keep-alive"))
                    assert tls.recv(4096).endswith(name.encode())

        with ThreadPoolExecutor(40) as pool:
            list(pool.map(ask, names))
        exchanges = wire.events("exchange")

    assert len(exchanges) == 200
    assert all(event["episode"] == event["facts"]["asked"] for event in exchanges)
    assert all(event["response"]["body"]["text"] == event["episode"] for event in exchanges)
    assert len({event["id"] for event in exchanges}) == 200


def test_spaces_keep_their_journals_apart(tmp_path: Path) -> None:
    with RunningWire(tmp_path, names=("s1", "s2")) as wire:
        with wire.connect() as tls:  # one connection, two spaces
            tls.sendall(request("/s/s1/one", Connection="keep-alive"))
            tls.recv(4096)
            tls.sendall(request("/s/s2/two"))
            tls.recv(4096)
        wire.await_event("exchange")
        other = wire.registry.get("s2").journal.read()

        assert [event["endpoint"] for event in wire.events("exchange")] == ["one"]
        assert [event["endpoint"] for event in other if event["kind"] == "exchange"] == ["two"]
        assert "two" not in json.dumps(wire.events())


def test_the_token_listener_of_one_space_does_not_serve_another(tmp_path: Path) -> None:
    with RunningWire(tmp_path, names=("s1", "s2")) as wire:
        assert b" 404 " in wire.get("/s/s2/oauth2/token", wire.tokens["s1"])
        assert b" 200 " in wire.get("/s/s2/oauth2/token", wire.tokens["s2"])
