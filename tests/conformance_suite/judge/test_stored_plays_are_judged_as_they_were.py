from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import stored_transcripts
from builders.reference_apps import DEFECTS, killed_by
from builders.stored_transcripts import CONFORMANT, Stored

from conformance_suite.case import catalogue

if TYPE_CHECKING:
    from pathlib import Path

STORED = stored_transcripts.stored()


@pytest.mark.parametrize("one", STORED, ids=lambda one: f"{one.case}-{one.app}")
def test_a_stored_play_is_judged_as_it_was_and_a_failure_leads_to_what_was_said(one: Stored, tmp_path: Path) -> None:
    finding, run, then = stored_transcripts.judge(one, tmp_path)

    assert stored_transcripts.told(finding) == then
    assert finding.verdict == ("pass" if one.app == CONFORMANT else "fail")
    assert finding.verdict == "pass" or any(named in run.moments for named in finding.exchanges)


def test_every_case_has_a_play_that_passes_and_one_of_each_defect_that_it_kills() -> None:
    wanted = {(row.id, CONFORMANT) for row in catalogue()}
    wanted |= {(case, defect) for defect in DEFECTS for case in killed_by(defect)}

    assert {(one.case, one.app) for one in STORED} == wanted
