"""The table as ODS: what LibreOffice makes of it is read, what a hostile hand makes of it is refused in words."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from builders.doctrines import draft
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from doctrine import loader, opendocument, spreadsheet
from doctrine.commands import doctrine
from doctrine.problems import DoctrineError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    '<?xml version="1.0"?>{doctype}<office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:spreadsheet><table:table>'
)
FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
XML_TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\x7f\ufffe\uffff"), max_size=30
)


def made(rows: str, doctype: str = "", **parts: str) -> bytes:
    content = HEAD.format(doctype=doctype) + rows + FOOT
    inside = {"mimetype": opendocument.MIMETYPE, "content.xml": content} | parts
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in inside.items():
            archive.writestr(name, text)
    return file.getvalue()


def row(*cells: str, attributes: str = "") -> str:
    inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row{attributes}>{inside}</table:table-row>"


def read(tmp_path: Path, raw: bytes) -> list[list[str]]:
    return opendocument.read(tmp_path / "table.ods", raw)


def invoke(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    draft(tmp_path)
    return tmp_path / "editions" / "2026-1.yaml"


@pytest.fixture
def table(edition: Path, tmp_path: Path) -> Path:
    path = tmp_path / "table.ods"
    invoke("export", "--format", "ods", "--edition", str(edition), "-o", str(path))
    return path


def edited(table: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(table) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert old in parts["content.xml"]
    with zipfile.ZipFile(table, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text.replace(old, new, 1))


# --- both ways


def test_a_spreadsheet_that_nobody_edited_changes_nothing(table: Path, edition: Path) -> None:
    assert "Both editions ask the same." in invoke("import", str(table), "--edition", str(edition))


def test_what_is_changed_in_it_is_shown_and_written_only_when_asked(table: Path, edition: Path) -> None:
    edited(table, "Politique de sécurité PGSSI-S", "Corpus PGSSI-S")
    told = invoke("import", str(table), "--edition", str(edition), "--language", "fr")
    assert "après : Corpus PGSSI-S" in told
    assert "rien n'est écrit" in told
    invoke("import", str(table), "--edition", str(edition), "--write", "2028-1")
    found = loader.edition_at(str(edition.with_name("2028-1.yaml"))).find("MES-URB-04")
    assert found is not None
    assert (found.revision, found.title.fr) == (2, "Corpus PGSSI-S")


def test_the_same_edition_gives_the_same_bytes_and_names_its_type_first(table: Path, edition: Path) -> None:
    again = table.with_name("again.ods")
    invoke("export", "--format", "ods", "--edition", str(edition), "-o", str(again))
    assert again.read_bytes() == table.read_bytes()
    with zipfile.ZipFile(table) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == opendocument.MIMETYPE
        assert {"content.xml", "META-INF/manifest.xml"} < set(archive.namelist())


def test_no_cell_that_goes_out_is_a_formula(table: Path) -> None:
    with zipfile.ZipFile(table) as archive:
        content = archive.read("content.xml").decode()
    assert "table:formula" not in content
    assert not re.search(r"<text:p>[=+\-@]", content)


@given(st.lists(st.lists(XML_TEXT, min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_rows_come_back_as_they_went(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    plain = [[" ".join(cell.split()) for cell in one] for one in rows]
    found = opendocument.read(tmp_path_factory.getbasetemp() / "table.ods", opendocument.write("t", rows))
    for one in plain:
        while one and not one[-1]:
            one.pop()
    while plain and not plain[-1]:
        plain.pop()
    assert found == plain


def test_what_other_programs_write_is_read(tmp_path: Path) -> None:
    """Repeated cells and rows, empty ones to the edge of the sheet, notes, spaces, links: as LibreOffice has them."""
    rows = (
        row("a", "b<text:s text:c='2'/>c<text:line-break/>d", attributes=' table:style-name="ro1"')
        + '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"'
        + ' office:value-type="string"><text:p>x</text:p><text:p>y</text:p></table:table-cell>'
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        + "<table:table-row><table:table-cell><office:annotation><text:p>a note</text:p></office:annotation>"
        + '<text:p><text:a xlink:href="https://example.org">z</text:a></text:p></table:table-cell></table:table-row>'
        + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    assert read(tmp_path, made(rows)) == [["a", "b c d"], ["x y", "x y"], ["x y", "x y"], ["z"]]


# --- hostile


BOMB = made(row("x" * (opendocument.LARGEST_CONTENT + 10)))
HOSTILE = {
    "zip_bomb": (BOMB, "unpacks to more than 40 MB"),
    "external_entity": (
        made(row("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares a document type",
    ),
    "swelling_entities": (
        made(row("&b;"), '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'),
        "declares a document type",
    ),
    "document_type_elsewhere": (made(row("x"), '<!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd">'), "declares a document"),
    "unknown_entity": (made(row("&nbsp;")), "holds XML that cannot be read"),
    "formula": (
        made('<table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'),
        "table.ods:1: holds a formula",
    ),
    "another_encoding": (
        made(row("x"), **{"content.xml": '<?xml version="1.0" encoding="utf-7"?><d/>'}),
        "holds XML that cannot be read",
    ),
    "merged": (
        made(row("a") + '<table:table-row><table:table-cell table:number-rows-spanned="2"/></table:table-row>'),
        "table.ods:2: merges cells",
    ),
    "many_rows": (made(row("x", attributes=' table:number-rows-repeated="1000000"')), "has more than 5000 rows"),
    "many_columns": (
        made(
            '<table:table-row><table:table-cell table:number-columns-repeated="9999"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        ),
        "has more than 64 columns",
    ),
    "repeated_no_number": (made(row("x", attributes=' table:number-rows-repeated="-5"')), "repeats a row or cell -5"),
    "repeated_huge": (made(row("x", attributes=f' table:number-rows-repeated="{"9" * 30}"')), "repeats a row or cell"),
    "deep": (made("<table:table-row>" + "<text:span>" * 60 + "</text:span>" * 60 + "</table:table-row>"), "nested"),
    "broken_xml": (made("<table:table-row>"), "holds XML that cannot be read"),
    "another_kind": (made(row("x"), mimetype="application/zip"), "no OpenDocument spreadsheet"),
    "type_swelling": (made(row("x"), mimetype=opendocument.MIMETYPE + "x" * 9_000_000), "no OpenDocument spreadsheet"),
    "cut_off": (made(row("x"))[:-30], "cannot be unpacked"),
    "no_table": (made(""), "are missing"),
    "too_large": (b"PK" + b"x" * spreadsheet.LARGEST, "is larger than"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_in_words(edition: Path, tmp_path: Path, name: str) -> None:
    raw, words = HOSTILE[name]
    path = tmp_path / "table.ods"
    path.write_bytes(raw)
    told = invoke("import", str(path), "--edition", str(edition), code=2)
    assert words in told
    assert "Traceback" not in told


def test_nothing_elsewhere_is_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hallmark", encoding="utf-8")
    with pytest.raises(DoctrineError) as caught:
        read(tmp_path, made(row("&x;"), f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'))
    assert "hallmark" not in str(caught.value)


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, pushed: bytes, at: int) -> None:
    whole = made(row("a", "b"))
    path = tmp_path_factory.getbasetemp() / "table.ods"
    for raw in (b"PK" + pushed, whole[:at] + pushed + whole[at:]):
        told = None
        try:
            opendocument.read(path, raw)
        except DoctrineError as error:
            told = error.problems
        assert told is None or told
