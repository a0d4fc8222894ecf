from __future__ import annotations

import pytest
from builders import kill_matrix
from builders.reference_apps import DEFECTS, killed_by

from conformance_suite.case import catalogue

# One of each fast lane in every run; `tox -e kill-matrix` plays them all.
ALWAYS = {"ignores_nonce", "trusts_any_certificate"}


def test_every_defect_has_its_row() -> None:
    rows = kill_matrix.PAGE.read_text(encoding="utf-8").splitlines()
    assert [line.split("`")[1] for line in rows if line.startswith("| `")] == list(DEFECTS)


def test_every_case_has_a_defect_that_it_must_kill() -> None:
    killed = {case for defect in DEFECTS for case in killed_by(defect)}
    assert killed == {case.id for case in catalogue()}


@pytest.mark.integration
@pytest.mark.parametrize("defect", sorted(ALWAYS))
def test_a_defect_fails_its_own_check_and_no_other(defect: str) -> None:
    checked = kill_matrix.play(defect)

    assert kill_matrix.is_killed(defect, checked), checked.err + checked.out
    assert kill_matrix.row(defect, checked) in kill_matrix.PAGE.read_text(encoding="utf-8").splitlines()
