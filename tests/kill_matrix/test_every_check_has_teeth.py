from __future__ import annotations

import pytest
from builders import kill_matrix
from builders.checking import EVERY_LANE, only
from builders.kill_matrix import NODE, PYTHON
from builders.reference_apps import DEFECTS, NODE_DEFECTS, killed_by, killed_by_in_node

from conformance_suite.case import catalogue

ALWAYS = "ignores_nonce"


def test_every_defect_has_its_row() -> None:
    written = kill_matrix.PAGE.read_text(encoding="utf-8")

    assert written == kill_matrix.page(kill_matrix.known()), "write it anew: python -m builders.kill_matrix DEFECT"


def test_every_case_has_a_defect_that_it_must_kill() -> None:
    killed = {case for defect in DEFECTS for case in killed_by(defect)}
    assert killed == {case.id for case in catalogue()}


def test_every_binding_case_of_oauth_and_fhir_has_a_defect_in_node_or_a_reason() -> None:
    killed = {case for defect in NODE_DEFECTS for case in killed_by_in_node(defect)}

    assert killed <= {case.id for case in catalogue()}
    assert kill_matrix.binding_cases() - killed == set(kill_matrix.WITHOUT_NODE_DEFECT)


@pytest.mark.integration
def test_a_defect_fails_its_own_checks_and_no_other() -> None:
    """One row in every `make test`, with a case of each lane beside its own; `tox -e kill-matrix` plays whole runs."""
    checked = PYTHON.play(ALWAYS, *only({*EVERY_LANE, *killed_by(ALWAYS)}))

    assert PYTHON.is_killed(ALWAYS, checked), checked.err + checked.out


@pytest.mark.integration
@pytest.mark.node
@pytest.mark.parametrize("defect", [ALWAYS, "shows_the_measures_of_others"])
def test_a_defect_in_node_fails_its_own_checks_and_no_other(defect: str) -> None:
    """Two rows in every `make test`, beside cases of the shared lane; `tox -e kill-matrix -- node` plays families."""
    beside = {"ARSP-02", "IDT-16", "IDT-21", "FHIR-03", "FHIR-39", "RFR-03", "MES-03"}
    checked = NODE.play(defect, *only({*beside, *killed_by_in_node(defect)}))

    assert NODE.is_killed(defect, checked), checked.err + checked.out
