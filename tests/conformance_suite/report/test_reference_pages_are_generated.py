from pathlib import Path

import pytest

from conformance_suite import reference as cases
from conformance_suite.case import catalogue, hook_up_cases
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
