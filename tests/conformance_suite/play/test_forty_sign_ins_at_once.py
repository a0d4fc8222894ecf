"""Forty episodes of distinct personas, over every fault of the shared lane, against one instance of the app."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders.checking import EVERY_LANE
from builders.reference_apps import conformant, defective

from conformance_suite.case import Case, catalogue
from conformance_suite.judge import run_checks
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.play import perform
from conformance_suite.production import Production
from conformance_suite.run_directory import RunDirectory
from sandbox.client import Sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.verdicts import Finding

pytestmark = pytest.mark.integration

CROWD = 40
# one of each honest play; a case that waits for a token to expire is no sign-in
CASES = [
    case
    for case in catalogue()
    if case.id in EVERY_LANE and case.play.lane == "shared" and case.play.shape != "refresh"
]


def crowd() -> list[Case]:
    return [CASES[number % len(CASES)] for number in range(CROWD)]


def play_and_judge(manifest: Path, out: Path, cases: list[Case], *, jobs: int) -> tuple[Finding, ...]:
    described = load_manifest(manifest)
    directory = RunDirectory.make(out)
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox.start(seed=7))
        production = Production(
            described, sandbox, directory, partial(sandbox.create_space, seed=7), lambda: False, jobs=jobs
        )
        stack.callback(production.stop_apps)
        stage = production.new_stage()
        controls = {case.play.control().shape: case.play.control() for case in cases}
        for control in controls.values():
            assert perform(production.part("control_first", control), stage).problem is None
        parts = [production.part("case", case.play, case.id) for case in cases]
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(lambda part: perform(part, stage), parts))
        for control in controls.values():
            perform(production.part("control_last", control), stage)
        directory.write_events("r", production.events())
    plan = [{"case": case.id, "requirement": case.requirement, "not_played": None} for case in {*cases}]
    directory.write_record({"state": "finished", "target": "command", "facts": described.app.declared(), "plan": plan})
    return run_checks(out)


def verdicts(findings: tuple[Finding, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in findings:
        said = f"{finding.verdict} {finding.key} {finding.values.get('reason', '')}"
        found.setdefault(finding.case, set()).add(said.strip())
    return found


@dataclass(frozen=True)
class Played:
    """Forty episodes played at once on the conformant app: where they are kept, and what the judge found."""

    manifest: Path
    out: Path
    findings: tuple[Finding, ...]


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("forty")
    manifest = conformant(folder / "app")
    return Played(manifest, folder / "run", play_and_judge(manifest, folder / "run", crowd(), jobs=CROWD))


def test_forty_at_once_give_the_verdicts_of_one_at_a_time(forty: Played, tmp_path: Path) -> None:
    at_once = forty.findings
    in_turn = play_and_judge(forty.manifest, tmp_path / "alone", CASES, jobs=1)

    assert len(at_once) == CROWD
    assert verdicts(at_once) == verdicts(in_turn)
    assert all(words == {"pass as_required"} for words in verdicts(at_once).values())


def test_a_defect_shows_for_each_of_forty(tmp_path: Path) -> None:
    findings = play_and_judge(defective(tmp_path / "app", "ignores_nonce"), tmp_path / "run", crowd(), jobs=CROWD)
    wrong = {finding.case for finding in findings if finding.verdict == "fail"}

    assert wrong == {"IDT-21"}
    assert all(finding.verdict == "fail" for finding in findings if finding.case == "IDT-21")


def test_forty_personas_have_forty_names_and_values(forty: Played) -> None:
    lines = (forty.out / "episodes.jsonl").read_text().splitlines()
    people = [event["persona"] for event in map(json.loads, lines) if event.get("kind") == "episode"]

    assert len(people) >= CROWD
    assert len({person["name"] for person in people}) == len(people)
    assert len({person["canary"]["bodyweight"] for person in people}) == len(people)
