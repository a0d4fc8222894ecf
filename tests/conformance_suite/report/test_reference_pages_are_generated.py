from pathlib import Path

import pytest
from builders.reference_apps import DEFECTS, killed_by

from conformance_suite import reference as cases
from conformance_suite.case import catalogue, hook_up_cases
from conformance_suite.catalogue_files import rows
from doctrine import reference as requirements
from doctrine.loader import load_edition

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "page", "command"),
    [
        ("requirements.md", requirements.page(load_edition()), "python -m doctrine.reference"),
        ("cases.md", cases.page(), "python -m conformance_suite.reference"),
    ],
)
def test_a_reference_page_is_what_its_command_writes(name: str, page: str, command: str) -> None:
    kept = (REFERENCE / name).read_text(encoding="utf-8")
    assert kept == page, f"stale: {command} docs/reference/{name}"


def test_every_case_is_in_the_page_with_its_clause() -> None:
    page = cases.page()
    for row in (*catalogue(), *hook_up_cases()):
        assert f"### {row.id}\n" in page
        assert row.clause in page


def test_every_row_of_the_catalogue_is_in_the_page_once_with_its_check_or_its_reason() -> None:
    lines = cases.page().splitlines()
    for row in rows().values():
        (line,) = [line for line in lines if line.startswith(f"| {row.id} | {row.level} |")]
        assert row.title.en in line
        said = f"](#{row.id.lower()}) |" if row.not_played is None else f"| no: {row.not_played.reason.words}"
        assert said in line


def test_every_case_names_the_defects_that_it_must_find() -> None:
    page = cases.page()
    for defect in DEFECTS:
        for case in killed_by(defect):
            section = page.partition(f"### {case}\n")[2].partition("\n#")[0]
            assert f"- Must find the defect: `{defect}`" in section
