"""`poincon convergence`: init, check, show, export, diff, as a pipeline runs them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from builders.declarations import EDITION, HEAD
from builders.doctrines import draft
from click.testing import CliRunner

from app import main
from doctrine.applicability import applicable
from doctrine.asking import read_facts
from doctrine.facts import load_facts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "declare-your-convergence.md"
MANIFEST = ROOT / "examples" / "carnet_flask" / "poincon.yaml"
CONFORMS = HEAD.replace("Carnet", "Carnet Flask") + "  REF-OAU-01: {state: conforms}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(MANIFEST, tmp_path / "poincon.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["convergence", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def report(verdict: str, *, name: str = "Carnet Flask") -> None:
    rows = [{"id": "REF-OAU-01", "revision": 1, "verdict": verdict}]
    told = {
        "schema": "poincon/report/1",
        "doctrine": {"edition": "2026-1"},
        "app": {"name": name},
        "requirements": rows,
    }
    Path("report.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_init_writes_every_requirement_that_applies_and_check_finds_it_sound(language: str) -> None:
    facts = read_facts(MANIFEST, load_facts())
    run("init", "--language", language)
    text = Path("convergence.yaml").read_text(encoding="utf-8")

    assert re.findall(r"^  ([A-Z0-9-]+):", text, re.MULTILINE) == [one.id for one in applicable(EDITION, facts)]
    assert all(f"# {one.title[language]}\n" in text for one in applicable(EDITION, facts))
    run("check")
    run("check", "--complete", code=1)


def test_init_never_writes_over_a_file() -> None:
    Path("convergence.yaml").write_text("mine", encoding="utf-8")

    assert "exists already" in run("init", code=2)
    assert Path("convergence.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("verdict", "code", "word"), [("pass", 0, "nothing is contradicted"), ("fail", 1, "Contradicted (1)")]
)
def test_check_confronts_with_a_report(verdict: str, code: int, word: str) -> None:
    Path("convergence.yaml").write_text(CONFORMS, encoding="utf-8")
    report(verdict)

    assert word in run("check", "--report", "report.json", code=code)


def test_check_tells_what_is_overdue_on_a_day() -> None:
    planned = CONFORMS.replace("conforms}", "planned, due: 2027-03-31}")
    Path("convergence.yaml").write_text(planned, encoding="utf-8")

    run("check", "--on", "2027-03-31")
    assert "Overdue (1)" in run("check", "--on", "2027-04-01", code=1)


def test_not_applicable_against_the_manifest_is_contradicted() -> None:
    Path("convergence.yaml").write_text(
        CONFORMS.replace("conforms}", "not_applicable, reason: no sign-in}"), encoding="utf-8"
    )

    assert "by its manifest it applies" in run("check", code=1)


def test_every_problem_of_a_bad_file_is_one_line_and_the_code_is_2() -> None:
    Path("convergence.yaml").write_text(CONFORMS.replace("conforms}", "done}") + "  X: {}\n", encoding="utf-8")
    told = run("check", code=2)

    assert "convergence.yaml:5: `state` must be one of" in told
    assert "convergence.yaml:6: edition 2026-1 has no requirement `X`" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["check", "show", "export"])
def test_files_that_do_not_speak_of_the_same_app_are_refused(command: str) -> None:
    Path("convergence.yaml").write_text(CONFORMS, encoding="utf-8")
    report("pass", name="Another")
    assert "is of the app `Another`" in run(command, "--report", "report.json", code=2)

    Path("convergence.yaml").write_text(HEAD + "  REF-OAU-01: {state: conforms}\n", encoding="utf-8")
    assert "the declaration of `Carnet`" in run(command, code=2)
    Path("poincon.yaml").unlink()
    assert "cannot be read" in run(command, code=2)


def test_export_is_a_table_that_no_spreadsheet_runs() -> None:
    planned = CONFORMS.replace("conforms}", 'partly, reason: "=cmd()", evidence: ["@x", b.pdf]}')
    Path("convergence.yaml").write_text(planned, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("export").removeprefix("\ufeff")), delimiter=";"))
    row = next(one for one in rows if one["id"] == "REF-OAU-01")

    assert (row["state"], row["reason"], row["evidence"]) == ("partly", "'=cmd()", "'@x, b.pdf")
    run("export", "--format", "json", "-o", "told.json")
    told = json.loads(Path("told.json").read_text(encoding="utf-8"))
    assert told == json.loads(run("show", "--format", "json"))
    assert len(told["requirements"]) == len(rows)


def test_diff_tells_what_changed() -> None:
    Path("a.yaml").write_text(CONFORMS, encoding="utf-8")
    Path("b.yaml").write_text(CONFORMS.replace("conforms}", "partly, due: 2027-03-31}"), encoding="utf-8")

    assert run("diff", "a.yaml", "a.yaml") == "both versions declare the same\n"
    assert run("diff", "a.yaml", "b.yaml").splitlines() == [
        "REF-OAU-01: conforms → conforms in part",
        "  date: — → 2027-03-31",
    ]


def test_the_way_to_a_draft_tells_what_it_renews(tmp_path: Path) -> None:
    Path("convergence.yaml").write_text(CONFORMS, encoding="utf-8")
    edition = draft(tmp_path / "doctrine", edits={"REF-OAU-01": ("obligation: SHALL", "obligation: SHOULD")})

    assert "New or revised in the target edition (1)" in run("show", "--edition", str(edition))


def test_what_the_page_shows_works_as_it_is_shown() -> None:
    """Every command of the page is run in its order, on the declaration that the page shows."""
    text = PAGE.read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    report("pass")
    commands = re.findall(r"^\$ poincon convergence (.*)$", text, re.MULTILINE)
    assert commands[0] == "init"
    run("init")
    Path("convergence.yaml").write_text(shown, encoding="utf-8")
    shutil.copy("convergence.yaml", "before.yaml")
    for command in commands[1:]:
        run(*command.split())


def contradicted_report() -> None:
    report("pass")
    told = json.loads(Path("report.json").read_text(encoding="utf-8"))
    message = {"fr": "Un traceur est chargé.", "en": "A tracker is loaded."}
    row = {"fact": "features.trackers", "kind": "contradiction", "message": message, "requirements": ["MES-SEC-02"]}
    told["facts"] = [row, row | {"fact": "client.scope", "kind": "remark"}]
    Path("report.json").write_text(json.dumps(told), encoding="utf-8")


def test_a_fact_that_the_run_contradicts_is_told_and_is_not_sound() -> None:
    Path("convergence.yaml").write_text(CONFORMS, encoding="utf-8")
    contradicted_report()

    checked = run("check", "--report", "report.json", code=1)

    assert "Declared fact that the run contradicts (1)" in checked
    assert "features.trackers: A tracker is loaded." in checked
    assert "would apply, or bind more: MES-SEC-02" in checked
    assert "nothing is contradicted" not in checked
    assert "Un traceur est chargé." in run("show", "--report", "report.json", "--language", "fr")
    (told,) = json.loads(run("export", "--report", "report.json", "--format", "json"))["facts"]
    assert told == {"fact": "features.trackers", "message": "A tracker is loaded.", "requirements": ["MES-SEC-02"]}


def test_the_trace_of_the_questionnaire_shows_which_fact_is_contradicted() -> None:
    contradicted_report()

    def doctrine(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["doctrine", *arguments, "--report", "report.json"])
        assert result.exit_code == 0, result.output
        return result.output

    assert "the app declares `trackers` (contradicted by the run)" in doctrine(
        "applies", "poincon.yaml", "--only", "MES-SEC-02"
    )
    assert "contradicted" not in doctrine("applies", "poincon.yaml", "--only", "REF-OAU-01")
    (told,) = json.loads(doctrine("applies", "poincon.yaml", "--only", "MES-SEC-02", "--format", "json"))
    assert "contradicted" in json.dumps(told["why"])
    questions = doctrine("questionnaire", "--language", "fr")
    assert questions.count("contredit par l'essai") == 1
    assert "Un traceur est chargé." in questions
    as_json = {one["fact"]: one for one in json.loads(doctrine("questionnaire", "--format", "json"))}
    assert as_json["features.trackers"]["contradicted"] == "A tracker is loaded."
    assert "contradicted" not in as_json["features.minors"]
