"""A scanner that finds, is silent, is down or talks nonsense: an infected document is never kept, nothing is lost."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from builders.papers import pdf, stream
from sqlalchemy import func, select

from catalogue_portal.evidence.models import EvidenceContent, EvidenceVersion
from catalogue_portal.scanning import NOT_SCANNED, ClamAv, ScannerDown, scanner_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builders.portals import People

    from .conftest import Desk

VIRUS = b"POINCON-VIRUS-TEST"


@contextmanager
def clamd(place: str | Path | None = None, *, answer: bytes | None = None, hangs_up: bool = False) -> Iterator[ClamAv]:
    """A daemon that speaks `zINSTREAM` for one client after the other, at a path or on a port of its own."""
    family = socket.AF_UNIX if place else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind(str(place) if place else ("127.0.0.1", 0))
        listener.listen()
        address = listener.getsockname()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    if not hangs_up:
                        _converse(connection, answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield ClamAv(family, address, patience=10)
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def _converse(connection: socket.socket, answer: bytes | None) -> None:
    stream_ = connection.makefile("rb")
    assert stream_.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!I", stream_.read(4))[0]:
        content += stream_.read(length)
    found = b"stream: Poincon.Test.UNOFFICIAL FOUND\0" if VIRUS in content else b"stream: OK\0"
    connection.sendall(found if answer is None else answer)


def kept(people: People) -> list[tuple[int, bool]]:
    with people.context.database.reading() as session:
        contents = session.scalar(select(func.count()).select_from(EvidenceContent))
        found = list(session.execute(select(EvidenceVersion.number, EvidenceVersion.scanned)))
    assert contents == len(found)
    return [(number, scanned) for number, scanned in found]


def test_the_client_speaks_to_a_socket_of_either_kind(tmp_path: Path) -> None:
    for place in (tmp_path / "clamd.sock", None):
        with clamd(place) as scanner:
            assert scanner.virus_in(b"clean" * 100_000) is None
            assert scanner.virus_in(b"x" * 70_000 + VIRUS) == "Poincon.Test.UNOFFICIAL"
            assert scanner.virus_in(b"") is None


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"nonsense", b"\xff\0"]
)
def test_whatever_is_no_clear_answer_is_none(answer: bytes) -> None:
    with clamd(answer=answer) as scanner, pytest.raises(ScannerDown):
        scanner.virus_in(b"content")


def test_a_scanner_that_is_not_there_or_hangs_up_is_down(tmp_path: Path) -> None:
    with pytest.raises(ScannerDown):
        ClamAv(socket.AF_UNIX, str(tmp_path / "nobody")).virus_in(b"content")
    with clamd(hangs_up=True) as scanner, pytest.raises(ScannerDown):
        scanner.virus_in(b"content" * 1_000_000)


def test_an_infected_document_is_never_kept(desk: Desk, people: People) -> None:
    with clamd() as scanner:
        infected = desk.with_scanner(scanner).add(pdf(stream(VIRUS, packed=False)))
        assert (infected.status_code, infected.get_json()["code"]) == (422, "document_infected")
        assert infected.get_json()["virus"] == "Poincon.Test.UNOFFICIAL"
        assert kept(people) == []
        assert desk.with_scanner(scanner).add().status_code == 201
    assert kept(people) == [(1, True)]


def test_a_scanner_that_is_down_refuses_in_words_and_loses_nothing(desk: Desk, people: People, tmp_path: Path) -> None:
    document = desk.add().get_json()["id"]
    down = desk.with_scanner(ClamAv(socket.AF_UNIX, str(tmp_path / "nobody")))

    answer = down.renew(document, pdf(), after=1)

    assert (answer.status_code, answer.get_json()["code"]) == (503, "scanner_down")
    assert answer.headers["Retry-After"] == "60"
    assert kept(people) == [(1, False)]


@pytest.mark.parametrize("address", ["clamd", "unix:relative", "tcp:localhost", "tcp::3310", "tcp:host:port", ""])
def test_an_address_that_cannot_be_read_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address of a scanner"):
        scanner_at(address)


def test_an_address_is_read_for_each_kind_of_socket() -> None:
    assert scanner_at(None) is NOT_SCANNED
    assert not NOT_SCANNED.scans
    assert NOT_SCANNED.virus_in(VIRUS) is None
    assert scanner_at("unix:/run/clamav/clamd.ctl") == ClamAv(socket.AF_UNIX, "/run/clamav/clamd.ctl")
    assert scanner_at("tcp:127.0.0.1:3310") == ClamAv(socket.AF_INET, ("127.0.0.1", 3310))
    assert scanner_at("tcp:[::1]:3310") == ClamAv(socket.AF_INET6, ("::1", 3310))
