import runpy
from pathlib import Path

from builders.doctrines import draft, text_of
from builders.reference_apps import DEFECTS, killed_by

from conformance_suite import reference as cases
from conformance_suite.case import catalogue, hook_up_cases
from conformance_suite.catalogue_files import rows
from doctrine.history import history
from doctrine.loader import edition_at, load_edition
from doctrine.requirement_page import page as requirement_page

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"


def test_the_page_of_cases_is_what_its_command_writes() -> None:
    kept = (REFERENCE / "cases.md").read_text(encoding="utf-8")
    assert kept == cases.page(), "stale: python -m conformance_suite.reference docs/reference/cases.md"


def test_the_pages_of_requirements_are_what_their_command_writes() -> None:
    written = runpy.run_path(str(ROOT / "tools" / "requirements_reference.py"))["written"]()
    kept = {path: path.read_text(encoding="utf-8") for path in (REFERENCE / "requirements").glob("*.md")}
    kept[REFERENCE / "requirements.md"] = (REFERENCE / "requirements.md").read_text(encoding="utf-8")
    assert kept == written, "stale: python tools/requirements_reference.py"


def test_a_requirement_has_one_page_that_tells_source_confidence_and_proof_in_both_languages() -> None:
    for one in load_edition().requirements:
        page = (REFERENCE / "requirements" / f"{one.id}.md").read_text(encoding="utf-8")
        for said in (one.statement.fr, one.statement.en, one.clause, one.remediation.fr, one.evidence[0].en):
            assert said in page
        assert page.count("Confidence: ") == page.count("Confiance : ") == 1
        assert f"](requirements/{one.id}.md)" in (REFERENCE / "requirements.md").read_text(encoding="utf-8")


def test_a_page_tells_what_each_edition_changed(tmp_path: Path) -> None:
    path = draft(
        tmp_path,
        edits={"MES-URB-04": ("obligation: SHOULD", "obligation: SHALL")},
        added={"REF-NEW-01": text_of("MES-URB-03").replace("MES-URB-03", "REF-NEW-01")},
    )
    editions = [load_edition(), edition_at(str(path))]
    changed = editions[1].find("MES-URB-04")
    assert changed is not None
    page = requirement_page(changed, (), history("MES-URB-04", editions))
    assert "- 2027-1 (draft), r2, binding (SHALL): changed: revision, obligation" in page
    assert "- 2027-1 (projet), r2, obligatoire (SHALL) : ont changé : révision, obligation" in page
    assert [stage.edition.id for stage in history("REF-NEW-01", editions)] == ["2027-1"]


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
