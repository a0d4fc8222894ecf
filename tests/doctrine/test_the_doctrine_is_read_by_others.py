"""Schemas, OSCAL and the table for lawyers: what goes out is read by others, what comes back is looked at first."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from builders.doctrines import draft
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from trestle.oscal.catalog import Catalog
from trestle.oscal.component import ComponentDefinition
from trestle.oscal.profile import Profile

from doctrine import integrity, loader, source, spreadsheet
from doctrine.commands import doctrine
from doctrine.schema import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

EDITION = loader.load_edition()
FILES = sorted((loader.ROOT / "requirements").rglob("*.yaml"))


def invoke(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == code, result.output
    return result.output


# --- schemas


def test_every_file_is_what_its_schema_says() -> None:
    requirement, edition = (
        Draft202012Validator(json.loads(invoke("schema", name))) for name in ("requirement", "edition")
    )
    for path in FILES:
        requirement.validate(source.read(path).content)
    for path in (loader.ROOT / "editions").glob("*.yaml"):
        edition.validate(source.read(path).content)


def test_schemas_are_schemas() -> None:
    for made in SCHEMAS.values():
        Draft202012Validator.check_schema(made())


# --- OSCAL


def test_the_catalog_is_read_by_trestle_whole(tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    invoke("export", "-o", str(path), "--language", "fr")
    catalog = Catalog.oscal_read(path)
    controls = {control.id: control for group in catalog.groups for control in group.controls}
    assert set(controls) == {one.id.lower() for one in EDITION.requirements}
    assert controls["mes-urb-03"].title == "Hébergement certifié (HDS)"
    parts = {part.name: part for part in controls["mes-urb-03"].parts}
    assert parts["assessment-method"].props[0].value == "EXAMINE"
    resources = {one.uuid for one in catalog.back_matter.resources}
    assert {
        link.href.removeprefix("#") for one in controls.values() for link in one.links if link.rel == "reference"
    } <= resources
    assert catalog.metadata.version == EDITION.id


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert invoke("export") == invoke("export")
    assert invoke("export") != invoke("export", "--language", "fr")


def test_a_profile_selects_what_binds_or_what_concerns_an_app(tmp_path: Path) -> None:
    binding, concerned = tmp_path / "binding.json", tmp_path / "concerned.json"
    facts = tmp_path / "facts.yaml"
    facts.write_text("kind: web\nfeatures: [ai]\n", encoding="utf-8")
    invoke("export", "--kind", "profile", "-o", str(binding))
    invoke("export", "--kind", "profile", "--for", str(facts), "-o", str(concerned))
    chosen = [set(Profile.oscal_read(path).imports[0].include_controls[0].with_ids) for path in (binding, concerned)]
    assert {one.lower() for one in ("MES-URB-03", "REF-OAU-04")} <= chosen[0]
    assert "mes-eth-09" in chosen[1] - chosen[0]
    assert "ref-oau-04" not in chosen[1]


MANIFEST = """app:
  name: Carnet
  kind: web
  features: [ai]
"""
DECLARED = """schema: poincon/convergence/1
app: Carnet
edition: 2026-1
requirements:
  MES-ETH-09: {state: planned, plan: file being written, due: 2099-01-31, evidence: [ai.pdf]}
  MES-URB-03: {state: conforms}
  MES-URB-04: {state: partly, reason: two gaps are left}
  MES-SEC-01: {state: not_applicable, reason: no personal data}
"""


def component(tmp_path: Path, *more: str) -> ComponentDefinition:
    manifest, written = tmp_path / "poincon.yaml", tmp_path / "component.json"
    manifest.write_text(MANIFEST, encoding="utf-8")
    wanted = ("--kind", "component-definition", "--for", str(manifest), "-o", str(written))
    invoke("export", *wanted, *more)
    return ComponentDefinition.oscal_read(written)


def test_an_app_is_a_component_that_tells_what_it_declares(tmp_path: Path) -> None:
    declared = tmp_path / "convergence.yaml"
    declared.write_text(DECLARED, encoding="utf-8")
    path = tmp_path / "component.json"
    component(tmp_path, "--convergence", str(declared), "--catalog", "2026-1.json")
    (one,) = json.loads(path.read_text(encoding="utf-8"))["component-definition"]["components"]
    (said,) = one["control-implementations"]
    rows = {row["control-id"]: row for row in said["implemented-requirements"]}
    status = {
        name: [prop["value"] for prop in row["props"] if prop["name"] == "implementation-status"]
        for name, row in rows.items()
    }
    assert (one["type"], one["title"], said["source"]) == ("software", "Carnet", "2026-1.json")
    assert status["mes-eth-09"] == ["planned"]
    assert status["mes-urb-03"] == ["implemented"]
    assert status["mes-urb-04"] == ["partial"]
    assert status["mes-sec-01"] == ["not-applicable"]
    assert status["mes-eth-10"] == [], "of what is not declared OSCAL is told nothing"
    assert rows["mes-urb-04"]["description"] == "two gaps are left"
    assert "ref-oau-04" not in rows, "it does not apply"


def test_a_component_without_a_declaration_says_what_applies_and_is_the_same_each_time(tmp_path: Path) -> None:
    first, again = component(tmp_path), component(tmp_path)
    assert first == again
    assert component(tmp_path, "--language", "fr") != first


def test_a_component_is_of_an_app_and_of_one_app_only(tmp_path: Path) -> None:
    assert "name its manifest with --for" in invoke("export", "--kind", "component-definition", code=2)
    manifest, declared = tmp_path / "poincon.yaml", tmp_path / "convergence.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    declared.write_text(DECLARED.replace("app: Carnet", "app: Another"), encoding="utf-8")
    wanted = ("--kind", "component-definition", "--for", str(manifest), "--convergence", str(declared))
    assert "is of the app `Another`" in invoke("export", *wanted, code=2)


# --- the table for lawyers


@pytest.fixture
def root(tmp_path: Path) -> Path:
    draft(tmp_path)
    return tmp_path


@pytest.fixture
def table(root: Path) -> Path:
    path = root / "table.csv"
    invoke("export", "--format", "csv", "--edition", str(root / "editions/2026-1.yaml"), "-o", str(path))
    return path


def edited(table: Path, requirement: str, **cells: str) -> None:
    """Change cells of a row, as a spreadsheet would keep them."""
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
    for row in rows:
        if row["id"] == requirement:
            row.update(cells)
    text = io.StringIO()
    writer = csv.DictWriter(text, spreadsheet.COLUMNS, delimiter=",")
    writer.writeheader()
    writer.writerows(rows)
    table.write_text(text.getvalue(), encoding="utf-8")


def brought_back(table: Path, *more: str, code: int = 0) -> str:
    return invoke("import", str(table), "--edition", str(table.parent / "editions/2026-1.yaml"), *more, code=code)


def test_a_table_that_nobody_edited_changes_nothing(table: Path) -> None:
    assert "Both editions ask the same." in brought_back(table)


def test_what_a_lawyer_changes_is_shown_and_nothing_is_written(table: Path) -> None:
    before = sorted(table.parent.rglob("*"))
    edited(table, "MES-URB-04", obligation="SHALL", statement_fr="Le service suit la PGSSI-S.")
    told = brought_back(table, "--language", "fr")
    assert "MES-URB-04 · Politique de sécurité PGSSI-S (plus stricte)" in told
    assert "après : Le service suit la PGSSI-S." in told
    assert "rien n'est écrit" in told
    assert sorted(table.parent.rglob("*")) == before


def test_a_draft_is_written_when_it_is_asked_for_and_is_whole(table: Path) -> None:
    edited(table, "MES-URB-04", obligation="SHALL", required_level_fr="Complet", required_level_en="Complete")
    brought_back(table, "--write", "2028-1")
    written = loader.edition_at(str(table.parent / "editions/2028-1.yaml"))
    found = written.find("MES-URB-04")
    assert found is not None
    assert (found.revision, found.obligation) == (2, "SHALL")
    assert found.required_level is not None
    assert integrity.check(table.parent) == ()
    assert "is there already: choose another name" in brought_back(table, "--write", "2028-1", code=2)
    assert "is no name of an edition" in brought_back(table, "--write", "../x", code=2)


def test_a_row_that_is_taken_out_takes_the_requirement_out(table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if '"REF-ECO-01"' not in line), encoding="utf-8")
    assert "0 new, 1 removed, 0 changed" in brought_back(table)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"obligation": "MUST"}, "MES-URB-04: `obligation` must be one of SHALL, SHOULD, MAY"),
        ({"legal_standing": "law"}, "cannot be shown as law"),
        ({"statement_fr": ""}, "`statement.fr` must be a text"),
        ({"title_en": "a\x1b[2J"}, "`title.en` has characters that steer"),
        ({"title_en": "a\u202eb"}, "`title.en` has characters that steer"),
        ({"source_url": "javascript:alert(1)"}, "must be a web address"),
        ({"theme": "other"}, "`theme` of MES-URB-04 cannot be changed here"),
        ({"revision": "7"}, "`revision` of MES-URB-04 cannot be changed here"),
        ({"id": "MES-URB-99"}, "a new requirement begins as a file"),
        ({"id": "MES-URB-03"}, "MES-URB-03 is there twice"),
        ({"reason_fr": "", "reason_en": ""}, "must say why, in `reason`"),
    ],
)
def test_what_a_table_may_not_say_is_refused_with_its_line(table: Path, cells: dict[str, str], words: str) -> None:
    edited(table, "MES-URB-04", **cells)
    told = brought_back(table, code=2)
    assert words in told
    assert "table.csv:" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id;title_fr\nMES-URB-04;x\n", "the columns revision, theme"),
        (b"", "are missing"),
        (b"\xff\xfe\x00", "save it as `CSV UTF-8`, or as ODS"),
        ("id;Énoncé".encode("cp1252"), "save it as `CSV UTF-8`, or as ODS"),
        (f"{';'.join(spreadsheet.COLUMNS)};clause\n".encode(), ":1: the columns clause are there twice"),
        (f"{';'.join(spreadsheet.COLUMNS)}\n{'x;' * 30}y\n".encode(), ":2: has more cells than there are columns"),
        (f"{';'.join(spreadsheet.COLUMNS)}\n".encode(), "has no requirement"),
        (b'"id;revision', ":1: is not readable CSV"),
    ],
)
def test_what_is_no_such_table_is_refused(root: Path, content: bytes, words: str) -> None:
    table = root / "table.csv"
    table.write_bytes(content)
    assert words in brought_back(table, code=2)


@given(st.text())
def test_a_cell_comes_back_as_it_went_and_never_runs(text: str) -> None:
    plain = " ".join(text.split())
    cell = spreadsheet.guarded(plain)
    assert spreadsheet._unguarded(cell) == plain
    assert not cell.startswith(("=", "+", "-", "@"))
