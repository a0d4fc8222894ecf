from __future__ import annotations

import json

from click.testing import CliRunner

from app import main
from conformance_suite.on_doctrine import covered
from doctrine.coverage import coverage
from doctrine.gaps import load_gaps
from doctrine.loader import load_edition
from doctrine.sections import load_sections

EDITION = load_edition()


def test_nothing_is_orphaned_either_way() -> None:
    found = covered(EDITION)
    assert found.cases_without_requirement == ()
    assert found.requirements_without_case == ()


def test_every_requirement_is_counted_once_and_every_gap_too() -> None:
    rows = covered(EDITION).rows
    assert sum(row.requirements for row in rows) == len(EDITION.requirements)
    assert sum(row.automated + row.hook_up + row.evidence + row.declaration for row in rows) == len(
        EDITION.requirements
    )
    assert sum(row.gaps for row in rows) == len(load_gaps())


def test_a_case_that_no_requirement_expects_is_an_orphan() -> None:
    found = coverage(EDITION, load_sections(), (), {"X-1": "REF-OAU-99", "X-2": "MES-URB-03", "X-3": "REF-OAU-04"})
    assert found.cases_without_requirement == ("X-1", "X-2")
    assert found.orphans


def test_an_automated_requirement_without_a_case_is_an_orphan() -> None:
    found = coverage(EDITION, load_sections(), (), {})
    assert "REF-OAU-04" in found.requirements_without_case
    assert "MES-URB-03" not in found.requirements_without_case
    assert "MES-INT-14" not in found.requirements_without_case


def test_a_gap_is_never_a_requirement() -> None:
    assert not {gap.id for gap in load_gaps()} & {one.id for one in EDITION.requirements}
    for gap in load_gaps():
        assert gap.known.fr != gap.known.en
        assert gap.why.en
        assert gap.to_obtain.en


def test_the_command_prints_a_table_and_json() -> None:
    told = CliRunner().invoke(main, ["doctrine", "coverage", "--language", "fr"])
    assert told.exit_code == 0
    assert "Éthique" in told.output
    told = CliRunner().invoke(main, ["doctrine", "coverage", "--format", "json"])
    assert json.loads(told.output)["rows"][0]["section"] == "urbanisation"
