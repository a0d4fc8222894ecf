"""A space listens elsewhere on what a relay hands out, if that is what it says it is."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from sandbox.client import Sandbox, SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=3) as started:
        yield started


def refused(sandbox: Sandbox, folder: Path, *handed: socket.socket) -> str:
    """What is said of a relay that hands out these sockets."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "out"))
        door.listen()

        def hand_out() -> None:
            line, _ = door.accept()
            with line:
                socket.send_fds(line, [b"1"], [sock.fileno() for sock in handed])

        relay = threading.Thread(target=hand_out)
        relay.start()
        with pytest.raises(SandboxError) as told:
            sandbox.create_space().meet_relay(folder / "out")
        relay.join()
    return str(told.value)


def test_a_space_tells_all_its_ports(sandbox: Sandbox) -> None:
    apart = sandbox.create_space(apart=True)
    assert len(apart.ports) == len(set(apart.ports)) == 7
    assert len(sandbox.create_space().ports) == 3


def test_nobody_there(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="does not answer: No such file"):
        sandbox.create_space().meet_relay(tmp_path / "out")


def test_a_port_that_is_not_of_the_space(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert "listens at a port that is not of space" in refused(sandbox, tmp_path, other)


def test_what_does_not_listen(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.socket() as unbound:
        assert "does not listen on loopback" in refused(sandbox, tmp_path, unbound)


def test_a_listener_that_strangers_reach(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as open_to_all:  # noqa: S104 - that it is refused is tested
        assert "does not listen on loopback" in refused(sandbox, tmp_path, open_to_all)


def test_nothing_handed_out(sandbox: Sandbox, tmp_path: Path) -> None:
    assert "does not listen on loopback" in refused(sandbox, tmp_path)
