import ast
import tomllib
from pathlib import Path

import pytest

from conformance_suite import case as cases
from conformance_suite.case import CHECKS, Case, catalogue, hook_up_cases
from conformance_suite.plays import Act, Journey, NewBrowser, Probe, Settle

ALL = (*catalogue(), *hook_up_cases())


def each(row: Case) -> str:
    return row.id


def test_every_lane_has_its_cases() -> None:
    assert {row.play.lane for row in catalogue()} == {"shared", "stall", "twin"}


@pytest.mark.parametrize("row", ALL, ids=each)
def test_a_check_is_short_and_names_its_clause(row: Case) -> None:
    path = CHECKS / row.theme / f"test_{row.check}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (function,) = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert function.name == f"test_{row.check}"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 20
    assert row.clause.endswith(").")
    assert "(" in row.clause


@pytest.mark.parametrize("path", sorted(CHECKS.glob("*/test_*.py")), ids=lambda path: path.stem)
def test_a_check_imports_neither_checks_nor_the_world(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert all(module.startswith("conformance_suite.") and ".checks" not in module for module in modules)


def test_mutants_are_made_of_every_module_that_a_check_judges_with() -> None:
    imports = [ast.parse(path.read_text(encoding="utf-8")) for path in CHECKS.glob("*/test_*.py")]
    named = {node.module or "" for tree in imports for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    judging = {module.replace(".", "/") + ".py" for module in named if module.count(".") == 1}
    settings = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))

    assert judging - {"conformance_suite/case.py"} <= set(settings["tool"]["mutmut"]["only_mutate"])


@pytest.mark.parametrize("row", catalogue(), ids=each)
def test_a_control_has_nothing_hostile_in_it(row: Case) -> None:
    control = row.play.control()
    assert control.faults == ()
    assert not any(isinstance(step, Act) and step.hostile for step in control.steps)
    assert not any(isinstance(step, Journey) and step.consent == "refuse" for step in control.steps)
    assert control.lane == row.play.lane
    assert control.control() == control


def test_cases_that_may_share_a_control_do() -> None:
    for lane in ("shared", "twin"):
        controls = {row.play.control() for row in catalogue() if row.play.lane == lane}
        assert len({play.shape for play in controls}) == len(controls)


@pytest.mark.parametrize("row", ALL, ids=each)
def test_every_play_begins_in_a_fresh_browser_and_looks_before_and_after(row: Case) -> None:
    steps = row.play.steps
    assert isinstance(steps[0], NewBrowser)
    moments = [step.when for step in steps if isinstance(step, Probe)]
    assert (moments[0], moments[-1]) == ("baseline", "after")
    assert isinstance(steps[-2], Settle)


def test_a_play_is_written_as_json() -> None:
    play = next(row.play for row in catalogue() if row.id == "MES-03")
    acts = [step for step in play.as_json()["steps"] if step["step"] == "Act"]  # type: ignore[attr-defined]
    parameters = {"family": "measures", "direction": "read"}
    assert acts == [{"step": "Act", "act": "withdraw_consent", "parameters": parameters, "hostile": True}]


def test_two_checks_cannot_claim_one_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (CHECKS / "id_token" / "test_rejects_id_token_with_wrong_nonce.py").read_text(encoding="utf-8")
    for theme in ("one", "two"):
        (tmp_path / theme).mkdir()
        (tmp_path / theme / "test_rejects_id_token_with_wrong_nonce.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(cases, "CHECKS", tmp_path)
    with pytest.raises(ValueError, match="two checks claim the same case: IDT-21"):
        cases._all_cases.__wrapped__()
