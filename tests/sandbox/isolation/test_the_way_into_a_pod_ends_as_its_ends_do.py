"""What the relay copies between a caller outside and the app: bytes, ends and resets. Without a container."""

from __future__ import annotations

import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from builders.waiting import until

from sandbox.isolation import relay

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration

RESET = struct.pack("ii", 1, 0)
MUCH = bytes(range(256)) * 40_000


@contextmanager
def way_in() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A door outside that leads to an app, which listens but has not accepted yet."""
    with socket.socket() as door, socket.socket() as app:
        for sock in (door, app):
            sock.bind(("127.0.0.1", 0))
        leads = threading.Thread(target=relay._lead, args=(door, app.getsockname()[1]), daemon=True)
        leads.start()
        yield door, app
        door.shutdown(socket.SHUT_RDWR)
        leads.join(60)


@contextmanager
def conversation() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A caller and the app, connected through the relay."""
    with way_in() as (door, app):
        app.listen()
        app.accept()[0].close()  # by which the relay learnt that it listens
        caller = until(lambda: called(door))
        inner, _ = app.accept()
        with caller, inner:
            for sock in (caller, inner):
                sock.settimeout(60)
            yield caller, inner


def called(door: socket.socket) -> socket.socket | None:
    try:
        return socket.create_connection(door.getsockname())
    except OSError:
        return None


def whole(sock: socket.socket) -> bytes:
    return b"".join(iter(lambda: sock.recv(2**16), b""))


def say_all(sock: socket.socket, words: bytes) -> None:
    sock.sendall(words)
    sock.shutdown(socket.SHUT_WR)


def test_nobody_listens_outside_until_the_app_does() -> None:
    with way_in() as (door, app):
        assert called(door) is None
        app.listen()
        until(lambda: called(door)).close()  # type: ignore[union-attr]  # until returns what is true


def test_a_door_that_is_shut_refuses() -> None:
    with way_in() as (door, app):
        app.listen()
        until(lambda: called(door)).close()  # type: ignore[union-attr]  # idem
        address = door.getsockname()
        door.shutdown(socket.SHUT_RDWR)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)
        door.listen()


def test_much_is_carried_both_ways_at_once() -> None:
    with conversation() as (caller, inner), ThreadPoolExecutor() as pool:
        heard = [pool.submit(whole, sock) for sock in (inner, caller)]
        for said in [pool.submit(say_all, caller, MUCH), pool.submit(say_all, inner, MUCH[::-1])]:
            said.result(60)
        assert [one.result(60) for one in heard] == [MUCH, MUCH[::-1]]


def test_who_has_said_all_can_still_be_answered() -> None:
    with conversation() as (caller, inner):
        caller.shutdown(socket.SHUT_WR)
        assert inner.recv(1) == b""
        inner.sendall(b"late")
        assert caller.recv(4) == b"late"


@pytest.mark.parametrize("who", ["caller", "app"])
def test_a_reset_of_one_is_a_reset_for_the_other(who: str) -> None:
    with conversation() as ends:
        one, other = ends if who == "caller" else ends[::-1]
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.close()
        with pytest.raises(ConnectionResetError):
            other.recv(1)


def test_an_app_that_listens_no_more_resets_who_comes() -> None:
    with way_in() as (door, app):
        app.listen()
        until(lambda: called(door)).close()  # type: ignore[union-attr]  # idem
        app.close()

        def is_reset() -> bool:
            with socket.create_connection(door.getsockname()) as caller:
                caller.settimeout(60)
                try:
                    return caller.recv(1) == b"never"
                except ConnectionResetError:
                    return True

        until(is_reset)
