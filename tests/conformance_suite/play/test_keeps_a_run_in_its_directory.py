from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conformance_suite import transcript
from conformance_suite.record import RecordError
from conformance_suite.run_directory import OccupiedError, RunDirectory

if TYPE_CHECKING:
    from pathlib import Path


def test_events_of_every_space_are_put_in_order_and_numbered_anew(tmp_path: Path) -> None:
    directory = RunDirectory.make(tmp_path / "run")
    directory.write_events(
        "r",
        [
            {"seq": 1, "t": 2.0, "space": "s1", "kind": "b"},
            {"seq": 2, "t": 2.0, "space": "s1", "kind": "c"},
            {"seq": 1, "t": 1.0, "space": "s2", "kind": "a"},
        ],
    )
    head, *rows = [json.loads(line) for line in (tmp_path / "run" / "episodes.jsonl").read_text().splitlines()]

    assert head == {"format": "poincon/episodes/1", "run": "r"}
    assert [(row["seq"], row["kind"]) for row in rows] == [(1, "a"), (2, "b"), (3, "c")]


def test_the_files_of_an_earlier_run_are_replaced_and_strangers_kept(tmp_path: Path) -> None:
    first = RunDirectory.make(tmp_path)
    first.write_record({"state": "finished"})
    first.write("report.json", "{}")
    first.log("i-1").write_text("said")
    (tmp_path / "notes.txt").write_text("mine")

    RunDirectory.make(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["instances", "notes.txt"]
    assert list((tmp_path / "instances").iterdir()) == []


def test_a_folder_that_holds_no_run_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(OccupiedError, match="is not empty"):
        RunDirectory.make(tmp_path)


def test_a_place_that_cannot_be_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OccupiedError, match="cannot be written"):
        RunDirectory.make(tmp_path / "file" / "run")


def test_what_an_app_wrote_cannot_break_a_file(tmp_path: Path) -> None:
    directory = RunDirectory.make(tmp_path)
    directory.write_events("r", [{"t": 1.0, "kind": "visit", "text": "\ud800\x00"}])
    assert json.loads((tmp_path / "episodes.jsonl").read_text().splitlines()[1])["kind"] == "visit"


def kept(folder: Path) -> Path:
    directory = RunDirectory.make(folder)
    directory.write_events("r", [{"t": 1.0, "kind": "visit"}, {"t": 2.0, "kind": "visit"}])
    directory.write_record({"state": "finished", "transcript": directory.transcript_digest})
    return folder / "episodes.jsonl"


def test_the_transcript_that_was_recorded_is_read(tmp_path: Path) -> None:
    assert transcript.load(kept(tmp_path).parent).record.state == "finished"


@pytest.mark.parametrize(("left", "added"), [(0, ""), (-20, ""), (None, '{"a":1}\n')])
def test_a_transcript_that_was_cut_or_changed_is_not_judged(tmp_path: Path, left: int | None, added: str) -> None:
    path = kept(tmp_path)
    path.write_text(path.read_text()[:left] + added)
    with pytest.raises(RecordError, match="is not the transcript that this run recorded"):
        transcript.load(tmp_path)
