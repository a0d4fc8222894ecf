from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from conformance_suite import ports

if TYPE_CHECKING:
    from pathlib import Path


def test_no_port_is_given_twice() -> None:
    given = [ports.free_port() for _one in range(50)]
    assert len(set(given)) == len(given)


def test_an_outgoing_connection_cannot_take_a_port_that_was_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as outgoing:
        lent = outgoing.getsockname()[1]

    assert all(ports.LOWEST <= ports.free_port() < ports._ephemeral_from() <= lent for _one in range(50))


@pytest.mark.parametrize("said", ["", "words", "\t\n"])
def test_a_system_that_does_not_say_has_the_usual_range(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "range").write_text(said, encoding="ascii")
    monkeypatch.setattr(ports, "RANGE", tmp_path / "range")
    assert ports._ephemeral_from() == ports.EPHEMERAL_FROM


def test_a_taken_port_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = ports.free_port()
    (tmp_path / "range").write_text(f"{taken + 1} 60999", encoding="ascii")
    monkeypatch.setattr(ports, "RANGE", tmp_path / "range")
    monkeypatch.setattr(ports, "LOWEST", taken)
    monkeypatch.setattr(ports, "_given", set())

    with socket.create_server(("127.0.0.1", taken)), pytest.raises(OSError, match=f"no port from {taken} to {taken}"):
        ports.free_port()
    assert ports.free_port() == taken
