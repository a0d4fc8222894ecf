from __future__ import annotations

from pathlib import Path

import pytest
from builders.checking import EVERY_LANE, Checked, check, check_every_lane
from builders.reference_apps import APPS

from conformance_suite.case import catalogue

EXAMPLES = Path(__file__).parents[2] / "examples"
CONFORMING = (EXAMPLES / "carnet_flask", EXAMPLES / "carnet_node", APPS / "node")

pytestmark = [pytest.mark.integration, pytest.mark.node]


# the whole story (test_the_whole_story) checks the diary on Flask with the full profile in every `make test`
@pytest.mark.long
@pytest.mark.parametrize("app", CONFORMING, ids=lambda app: app.name)
def test_an_app_that_conforms_does_so_to_every_case(app: Path, tmp_path: Path) -> None:
    checked = check(app / "poincon.yaml", tmp_path / "run")

    assert_it_conforms(checked)
    assert len(checked.cases("pass")) > len(catalogue()) / 2


def test_the_example_on_express_conforms_to_the_first_cases_in_every_lane(tmp_path: Path) -> None:
    checked = check_every_lane(EXAMPLES / "carnet_node" / "poincon.yaml", tmp_path / "run")

    assert_it_conforms(checked)
    assert len(checked.cases("pass")) == len(EVERY_LANE)


def assert_it_conforms(checked: Checked) -> None:
    assert checked.code == 0, checked.err + checked.out
    binding = {row["verdict"] for row in checked.report["cases"] if row["obligation"] == "SHALL"}
    assert binding <= {"pass", "not_applicable"}, checked.out
    assert checked.cases("error") == set()
    assert checked.report["verdict"] == "conformant"
