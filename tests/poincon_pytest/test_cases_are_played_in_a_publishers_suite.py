from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest
from builders.publishers_suite import inhabit, started_pytest, their_pytest
from builders.reference_apps import broken, conformant, defective
from builders.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

ASKED = ("--poincon-manifest", "poincon.yaml")
COUNT = """
import pathlib
with pathlib.Path(__file__).with_name("starts").open("a") as starts:
    starts.write(".")
"""
WAIVERS = """
- {case: IDT-21, reason: mended in 2.5, owner: tokens team, introduced: 2026-01-01, expires: 2999-01-01}
- {case: AREQ-03, reason: forgotten, owner: nobody, introduced: 2026-01-01, expires: 2999-01-01}
"""


def test_one_run_serves_two_processes_and_each_case_is_an_item(tmp_path: Path) -> None:
    folder = tmp_path / "publisher"
    defective(folder, "ignores_nonce")
    with (folder / "defect.py").open("a", encoding="utf-8") as app:
        app.write(COUNT)
    inhabit(folder)

    told = their_pytest(folder, *ASKED, "-n", "2", "-k", "test_own or IDT-21 or AREQ-03 or REF-OAU-04", "-v")

    report = json.loads((folder / ".poincon/pytest/report.json").read_text(encoding="utf-8"))
    assert told.code == 1, told.out
    for words in ("PASSED test_own.py::test_own", "PASSED poincon.yaml::AREQ-03", "FAILED poincon.yaml::IDT-21"):
        assert words in told, told.out
    for words in (
        "NONCONFORMANT · IDT-21 rejects_id_token_with_wrong_nonce (SHALL)",
        "To mend it: Keep the nonce",
        "Source: REF-OAU-04 · OpenID Connect Core 1.0",
        f"Transcript: {folder}/.poincon/pytest/transcript.har",
        "→ 303",
    ):
        assert words in told, told.out
    assert "Traceback" not in told
    assert {row["case"] for row in report["cases"]} >= {"IDT-21", "AREQ-03"}
    assert (folder / "starts").read_text(encoding="utf-8") == "."  # one run, in which the app was started once

    before = (folder / ".poincon/pytest/run.json").stat().st_mtime_ns
    again = their_pytest(folder, *ASKED, "--last-failed", "--collect-only", "-q")
    failed = {f"poincon.yaml::{row['case']}" for row in report["cases"] if row["verdict"] == "fail"}
    kept = (folder / ".pytest_cache" / "v" / "cache" / "lastfailed").read_text(encoding="utf-8")
    assert {line for line in again.out.splitlines() if "::" in line} == failed, (kept, told.out, again.out)
    assert (folder / ".poincon/pytest/run.json").stat().st_mtime_ns == before


def test_an_app_that_cannot_be_driven_is_an_error_and_no_failure(tmp_path: Path) -> None:
    folder = tmp_path / "publisher"
    broken(folder, "crashed")
    inhabit(folder, "poincon_manifest = poincon.yaml\npoincon_language = fr\n")

    told = their_pytest(folder, "poincon.yaml::IDT-21", "poincon.yaml::AREQ-03", "-x")

    assert told.code == 1, told.out
    assert "ERROR poincon.yaml::IDT-21" in told
    assert "NON CONCLUANT : cela ne dit rien de l’application" in told
    assert "FAILED" not in told
    assert "1 error" in told  # -x: the second was not reached


def test_what_is_waived_is_expected_and_a_waiver_of_nothing_fails(tmp_path: Path) -> None:
    folder = tmp_path / "publisher"
    defective(folder, "ignores_nonce")
    inhabit(folder)
    (folder / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")

    told = their_pytest(folder, *ASKED, "--poincon-waivers", "waivers.yaml", "-k", "IDT-21 or AREQ-03 or waivers")

    assert told.code == 1, told.out
    assert "XFAIL poincon.yaml::IDT-21 - waived until 2999-01-01 by tokens team: mended in 2.5" in told, told.out
    assert "PASSED poincon.yaml::AREQ-03" in told
    assert "FAILED poincon.yaml::waivers" in told
    assert "the waiver of AREQ-03 is stale: there is nothing to excuse (nobody)" in told


def test_an_interrupted_session_ends_its_run_and_keeps_what_was_played(tmp_path: Path) -> None:
    folder = tmp_path / "publisher"
    conformant(folder)
    inhabit(folder)
    kept = folder / ".poincon" / "pytest" / "run.json"
    session = started_pytest(folder, *ASKED, "-m", "poincon")
    until(lambda: kept.exists() and "running" in kept.read_text(encoding="utf-8"))

    session.send_signal(signal.SIGINT)  # to pytest alone: the command hears of it from pytest

    out, _err = session.communicate(timeout=60)
    assert session.returncode == 2, out
    assert json.loads(kept.read_text(encoding="utf-8"))["state"] == "interrupted"
