from __future__ import annotations

import pytest
from builders import kill_matrix
from builders.reference_apps import DEFECTS, killed_by

from conformance_suite.case import catalogue


def test_every_case_has_a_defect_that_it_must_kill() -> None:
    assert {killed_by(defect) for defect in DEFECTS} == {case.id for case in catalogue()}


@pytest.mark.integration
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_fails_its_own_check_and_no_other(defect: str) -> None:
    checked = kill_matrix.play(defect)

    assert checked.cases("fail") == {killed_by(defect)}, checked.err + checked.out
    assert checked.cases("inconclusive") == set(), checked.out
    assert checked.code == 1
    assert kill_matrix.row(defect, checked) in kill_matrix.PAGE.read_text(encoding="utf-8").splitlines()
