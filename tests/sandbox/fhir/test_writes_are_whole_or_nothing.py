"""Transactions of the store under concurrent writers, and when the process is killed in the middle of writing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
from builders.notes import NOTE, note
from builders.spaces import Bench

from sandbox.fhir.search.query import Query
from sandbox.fhir.store import FhirStore

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

OWNER = "p-1"
ALL = Query(NOTE, total="accurate", count=0)


def counted(store: FhirStore) -> int:
    return store.search(ALL, OWNER).total or 0


def write_pairs(store: FhirStore, name: str, pairs: int) -> None:
    for number in range(pairs):
        with store.transaction() as writing:
            for half in "ab":
                writing.keep(NOTE, note(f"{name}-{number}-{half}", sent="2026-01-05"), OWNER, now=0.0)


def test_concurrent_writers_each_keep_all_that_they_wrote() -> None:
    store = FhirStore(Bench().space)
    seen: list[int] = []
    writers = [threading.Thread(target=write_pairs, args=(store, f"w{number}", 25)) for number in range(6)]
    readers = [threading.Thread(target=lambda: seen.extend(counted(store) for _ in range(50))) for _ in range(2)]
    for thread in (*writers, *readers):
        thread.start()
    for thread in (*writers, *readers):
        thread.join()

    assert counted(store) == 300
    assert all(count % 2 == 0 for count in seen)


def test_an_exception_leaves_nothing() -> None:
    store = FhirStore(Bench().space)

    def fail() -> None:
        with store.transaction() as writing:
            writing.keep(NOTE, note("a"), OWNER, now=0.0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert counted(store) == 0
    assert store.find("Communication", "a", OWNER) is None


def _write_for_ever(folder: Path, line: Connection) -> None:
    store = FhirStore(Bench(state_dir=folder).space)
    number = 0
    while True:
        write_pairs(store, f"k{number}", 1)
        number += 1
        line.send(number)


@pytest.mark.integration
def test_a_killed_writer_leaves_whole_transactions_and_loses_none(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for told_before_the_kill in (1, 7, 40):
        folder = tmp_path / str(told_before_the_kill)
        folder.mkdir()
        ours, theirs = context.Pipe(duplex=False)
        writer = context.Process(target=_write_for_ever, args=(folder, theirs))
        writer.start()
        theirs.close()
        told = 0
        while told < told_before_the_kill:
            told = ours.recv()
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        while ours.poll():
            try:
                told = ours.recv()
            except EOFError:
                break
        ours.close()
        store = FhirStore(Bench(state_dir=folder).space)

        assert counted(store) % 2 == 0
        assert counted(store) >= 2 * told
        store.close()


def test_a_resource_that_is_written_again_is_found_by_what_it_is_now() -> None:
    store = FhirStore(Bench().space)
    with store.transaction() as writing:
        writing.keep(NOTE, note("a", sent="2026-01-05"), OWNER, now=0.0)
        again = writing.keep(NOTE, note("a", sent="2026-02-05", status="unknown"), OWNER, now=1.0)

    first, second = store.past("Communication", "a", 1, OWNER), store.find("Communication", "a", OWNER)
    assert again.version == 2
    assert first is not None
    assert second is not None
    assert "2026-01-05" in first.text
    assert "2026-02-05" in second.text
    assert store.past("Communication", "a", 1, "p-2") is None


def test_what_was_deleted_is_gone_and_its_versions_go_on() -> None:
    store = FhirStore(Bench().space)
    with store.transaction() as writing:
        writing.delete(writing.keep(NOTE, note("a"), OWNER, now=0.0))
    assert store.is_gone("Communication", "a", OWNER)
    assert not store.is_gone("Communication", "a", "p-2")

    with store.transaction() as writing:
        assert writing.keep(NOTE, note("a"), OWNER, now=0.0).version == 3
