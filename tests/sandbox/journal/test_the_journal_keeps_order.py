from __future__ import annotations

import asyncio
import threading
import time

import pytest

from sandbox.journal.journal import Journal
from sandbox.journal.redaction import Redactor
from sandbox.journal.vault import SecretVault


@pytest.fixture
def journal() -> Journal:
    return Journal("s1", Redactor(SecretVault(b"key")), monotonic=lambda: 100.0, wall=lambda: 1_795_413_478.25)


def test_an_event_tells_when_where_and_what(journal: Journal) -> None:
    journal.record("probe", {"when": "baseline", "signed_in": False}, episode="e-1", t=98.5)

    assert journal.read() == [
        {
            "seq": 1,
            "t": 98.5,
            "at": "2026-11-23T05:57:56.750Z",
            "space": "s1",
            "episode": "e-1",
            "kind": "probe",
            "when": "baseline",
            "signed_in": False,
        }
    ]


def test_no_field_can_pass_for_one_of_the_journal(journal: Journal) -> None:
    journal.record("probe", {"seq": 99, "space": "other", "kind": "exchange"}, episode="e-1")

    event = journal.read()[0]
    assert (event["seq"], event["space"], event["kind"]) == (1, "s1", "probe")


def test_words_of_ours_are_not_redacted_even_if_an_app_makes_them_its_secret() -> None:
    vault = SecretVault(b"key")
    vault.keep("code", "read_measures")
    journal = Journal("s1", Redactor(vault))
    journal.record("journey", {"journey": "read_measures", "detail": "read_measures"})

    event = journal.read()[0]
    assert event["journey"] == "read_measures"
    assert str(event["detail"]).startswith("§code:")


def test_reading_goes_on_behind_a_number_and_within_an_episode(journal: Journal) -> None:
    for number in range(6):
        journal.record("probe", {"n": number}, episode=f"e-{number % 2}")

    assert [event["n"] for event in journal.read(after=4)] == [4, 5]
    assert [event["n"] for event in journal.read(after=1, episode="e-0")] == [2, 4]


def test_a_full_journal_forgets_the_oldest() -> None:
    journal = Journal("s1", Redactor(SecretVault(b"key")), capacity=3)
    for _ in range(5):
        journal.record("probe", {})

    assert [event["seq"] for event in journal.read()] == [3, 4, 5]


def test_threads_never_share_a_number(journal: Journal) -> None:
    def write() -> None:
        for _ in range(200):
            journal.record("probe", {})

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [event["seq"] for event in journal.read()] == list(range(1, 1601))


def test_a_waiting_reader_is_woken_by_a_writer_in_another_thread() -> None:
    journal = Journal("s1", Redactor(SecretVault(b"key")))

    async def read() -> list[object]:
        waiting = asyncio.create_task(journal.wait(after=0, episode="e-1", patience=10))
        await asyncio.sleep(0)
        await asyncio.to_thread(journal.record, "probe", {}, episode="e-2")
        await asyncio.to_thread(journal.record, "probe", {}, episode="e-1")
        return [event["episode"] for event in await waiting]

    assert asyncio.run(read()) == ["e-1"]


def test_a_reader_whose_patience_ends_gets_nothing_and_is_forgotten() -> None:
    journal = Journal("s1", Redactor(SecretVault(b"key")))
    begun = time.monotonic()

    assert asyncio.run(journal.wait(after=0, episode=None, patience=0.05)) == []
    assert time.monotonic() - begun < 60
    assert journal._readers == set()
