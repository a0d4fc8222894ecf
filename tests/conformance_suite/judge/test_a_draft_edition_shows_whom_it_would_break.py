from __future__ import annotations

import gc
import json
import weakref
from typing import TYPE_CHECKING

import pytest
from builders.doctrines import draft, text_of
from builders.paper_apps import PaperRun
from click.testing import CliRunner

from app import main
from conformance_suite import transcript
from conformance_suite.impact import impact
from conformance_suite.judge import judge
from conformance_suite.verdicts import RunVerdict
from doctrine.loader import edition_at, load_edition
from doctrine.model import Obligation

if TYPE_CHECKING:
    from pathlib import Path

PRESENT = load_edition()
NONCE = "REF-OAU-04"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good run, and one of an app that accepts what it should refuse."""
    folder = tmp_path_factory.mktemp("runs")
    PaperRun.whole().transcript.write(folder / "good")
    PaperRun.whole(wrong="sends_foreign_on").transcript.write(folder / "other")
    PaperRun.whole(wrong="accepts").transcript.write(folder / "weak")
    return folder


@pytest.fixture(scope="module")
def softer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition in which whatever a machine checks is advice."""
    binding = [one.id for one in PRESENT.requirements if one.automated and one.obligation is Obligation.SHALL]
    advice = dict.fromkeys(binding, ("obligation: SHALL", "obligation: SHOULD"))
    return draft(tmp_path_factory.mktemp("softer"), edits=advice)


def test_weighing_for_an_impact_says_what_the_judge_says(runs: Path) -> None:
    for name in ("good", "other", "weak"):
        told = impact(runs / name, PRESENT, PRESENT)
        assert told.before is told.after is judge(runs / name).verdict
        assert told.falls == ()
        assert not told.would_fall


def test_an_app_falls_on_the_rule_that_becomes_binding(runs: Path, softer: Path) -> None:
    soft = edition_at(str(softer))
    told = impact(runs / "weak", soft, PRESENT)
    assert told.before is RunVerdict.CONFORMANT
    assert told.after is RunVerdict.NONCONFORMANT
    assert told.would_fall
    fall = next(one for one in told.falls if one.requirement == NONCE)
    assert (fall.before, fall.after) == ("fail (SHOULD)", "fail (SHALL)")
    assert "IDT-21" in fall.cases
    assert not impact(runs / "good", soft, PRESENT).would_fall


def test_what_a_run_cannot_tell_and_what_people_must_bring_is_told(runs: Path, tmp_path: Path) -> None:
    path = draft(
        tmp_path,
        added={
            "REF-NEW-01": text_of(NONCE).replace(NONCE, "REF-NEW-01"),
            "REF-NEW-02": text_of("MES-URB-03").replace("MES-URB-03", "REF-NEW-02"),
        },
    )
    told = impact(runs / "good", PRESENT, edition_at(str(path)))
    assert told.untold == ("REF-NEW-01",)
    assert told.evidence == ("REF-NEW-02",)


def test_the_command_reads_folders_of_runs_and_shows_progress(runs: Path, softer: Path) -> None:
    (runs / "torn").mkdir()
    (runs / "torn" / "run.json").write_text("{", encoding="utf-8")
    arguments = ["doctrine", "impact", PRESENT.id, str(runs), "--against", str(softer)]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 0, told.output
    assert "2 of 3 conformant runs no longer would be" in told.stdout
    assert f"  {NONCE}: fail (SHOULD) -> fail (SHALL) [" in told.stdout
    assert "unreadable: " in told.stdout
    found = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json", "--jobs", "1"]).stdout)
    assert [one["would_fall"] for one in found["runs"]].count(True) == 2
    assert len(found["unreadable"]) == 1


def test_a_run_that_says_nonsense_does_not_take_the_others_along(tmp_path: Path) -> None:
    PaperRun.whole().transcript.write(tmp_path / "good")
    strange = PaperRun.whole().transcript.write(tmp_path / "strange")
    record = json.loads((strange / "run.json").read_text(encoding="utf-8"))
    record["plan"][0]["not_played"] = {"verdict": "banana", "reason": "", "detail": ""}
    (strange / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "run.json").write_text("[" * 100_000, encoding="utf-8")
    told = CliRunner().invoke(main, ["doctrine", "impact", PRESENT.id, str(tmp_path), "--format", "json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert [one["before"] for one in found["runs"]] == ["conformant"]
    assert len(found["unreadable"]) == 2
    assert any("strange" in one and "banana" in one for one in found["unreadable"])


def test_a_run_that_was_weighed_leaves_no_room_taken(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the collector, as in a process that weighs: a thousand runs take no more room than one."""
    kept: list[weakref.ref[object]] = []
    load = transcript.load

    def watched(run_dir: Path) -> object:
        run = load(run_dir)
        kept.append(weakref.ref(run))
        kept.extend(weakref.ref(episode) for episode in run.episodes)
        return run

    monkeypatch.setattr(transcript, "load", watched)
    gc.disable()
    try:
        impact(runs / "good", PRESENT, PRESENT)
        assert len(kept) > 2
        assert not [one for one in kept if one() is not None]
    finally:
        gc.enable()


def test_a_place_without_runs_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["doctrine", "impact", PRESENT.id, str(tmp_path)])
    assert told.exit_code == 2
    assert "no stored run there" in told.output
