from __future__ import annotations

import pytest
from builders import kill_matrix
from builders.checking import EVERY_LANE, only
from builders.reference_apps import DEFECTS, killed_by

from conformance_suite.case import catalogue

ALWAYS = "ignores_nonce"


def test_every_defect_has_its_row() -> None:
    written = kill_matrix.PAGE.read_text(encoding="utf-8")

    assert written == kill_matrix.page(kill_matrix.known()), "write it anew: python -m builders.kill_matrix DEFECT"


def test_every_case_has_a_defect_that_it_must_kill() -> None:
    killed = {case for defect in DEFECTS for case in killed_by(defect)}
    assert killed == {case.id for case in catalogue()}


@pytest.mark.integration
def test_a_defect_fails_its_own_checks_and_no_other() -> None:
    """One row in every `make test`, with a case of each lane beside its own; `tox -e kill-matrix` plays whole runs."""
    checked = kill_matrix.play(ALWAYS, *only({*EVERY_LANE, *killed_by(ALWAYS)}))

    assert kill_matrix.is_killed(ALWAYS, checked), checked.err + checked.out
