"""Who acts for two people in one browser may have to choose between them: the suite chooses, or says that it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.checking import check, only
from builders.reference_apps import otherwise

if TYPE_CHECKING:
    from pathlib import Path

CASES = ("FHIR-05", "MES-10")
CHOOSE = """  choose_person:
    - get: /people
    - submit: {form: 'form:-soup-contains("{persona_name}")', fields: {}}
"""

pytestmark = pytest.mark.integration


def test_whoever_acts_for_two_people_chooses_the_second(tmp_path: Path) -> None:
    manifest = otherwise(tmp_path / "app", "lets_people_choose")
    manifest.write_text(manifest.read_text("utf-8").replace("journeys:\n", f"journeys:\n{CHOOSE}"), encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(CASES))

    assert checked.cases("pass") == {*CASES}, checked.err + checked.out


def test_a_choice_that_the_manifest_does_not_tell_is_asked_for(tmp_path: Path) -> None:
    checked = check(otherwise(tmp_path / "app", "lets_people_choose"), tmp_path / "run", *only(CASES))

    assert checked.cases("inconclusive") == {*CASES}, checked.err + checked.out
    assert all("choose_person" in case["message"]["fr"] for case in checked.report["cases"])
