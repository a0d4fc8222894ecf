"""The files of the record: PDF that opens, CDA R2 that a strict parser reads, all of the person and reproducible."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest
from defusedxml.ElementTree import fromstring

from sandbox.fhir.documents.content import CDA, PDF, Content, content_of
from sandbox.fhir.documents.paper import Paper, document_oid
from sandbox.fhir.documents.received import patients_in, received
from sandbox.people.people import People
from sandbox.people.record import Analyte, Document, DocumentKind, Section

if TYPE_CHECKING:
    from builders.spaces import Bench

HL7 = {"v3": "urn:hl7-org:v3"}
KINDS = get_args(DocumentKind)
ANALYTES = (
    Analyte("718-7", "Hémoglobine", Decimal("11.2"), "g/dL", Decimal("12.0"), Decimal("17.0")),
    Analyte("2093-3", "Cholestérol total", Decimal(203), "mg/dL", None, Decimal(200)),
)
TEXT = "L’œdème a diminué – suites simples (prix : 3 €) ; \\ <balise> & cætera."


def _paper(bench: Bench, kind: str, text: str = TEXT, replaces: str | None = None) -> Paper:
    persona = bench.persona()
    by_holder = kind in {"advance_directives", "holder_document"}
    document = Document(
        f"{persona.id}-{kind}",
        kind,  # type: ignore[arg-type]
        "Titre & <œuvre>",
        datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
        persona.id if by_holder else persona.attending,
        (Section("Motif", text), Section("Conclusion", "Contrôle.\nDans un mois.")),
        replaces=replaces,
        analytes=ANALYTES if kind == "biology" else (),
    )
    return Paper(document, persona, bench.space.part(People).directory.find(document.author))


def _pdf_of(content: Content) -> bytes:
    if content.media_type == PDF:
        return content.data
    inside = fromstring(content.data).find(".//v3:nonXMLBody/v3:text", HL7)
    return base64.b64decode(inside.text) if inside is not None else b""


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Read the objects of a PDF by its cross-reference table, as a viewer does (ISO 32000-1, 7.5.4)."""
    start = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF", pdf)[-1])
    table = pdf[start:]
    assert table.startswith(b"xref")
    entries = re.findall(rb"(\d{10}) \d{5} n", table)
    found = {}
    for offset in map(int, entries):
        match = re.match(rb"(\d+) 0 obj\s(.*?)endobj", pdf[offset:], re.DOTALL)
        assert match, "an entry of the table leads to no object"
        found[int(match[1])] = match[2]
    return found


def _text_of(pdf: bytes) -> str:
    streams = [re.search(rb"stream\r?\n(.*?)\r?\nendstream", one, re.DOTALL) for one in _objects(pdf).values()]
    pages = b"".join(zlib.decompress(one[1]) for one in streams if one)
    shown = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", pages)
    return "\n".join(re.sub(rb"\\(.)", rb"\1", one).decode("windows-1252") for one in shown)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_document_has_the_same_bytes(bench: Bench, kind: str) -> None:
    paper = _paper(bench, kind)

    assert content_of(paper) == content_of(paper)


@pytest.mark.parametrize("kind", KINDS)
def test_what_we_write_we_would_take(bench: Bench, kind: str) -> None:
    content = content_of(_paper(bench, kind))

    assert received(content.text, content.media_type) == content


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"biology", "discharge_letter", "vaccination"}])
def test_a_pdf_opens_and_says_what_it_should(bench: Bench, kind: str) -> None:
    paper = _paper(bench, kind)

    pdf = _pdf_of(content_of(paper))

    assert pdf.startswith(b"%PDF-1.")
    text = _text_of(pdf)
    for wanted in (paper.document.title, "L’œdème a diminué", "3 €", "Dans un mois.", paper.holder.ins.matricule):
        assert wanted in text
    assert paper.author_name in text


def test_a_long_pdf_has_pages_and_no_long_lines(bench: Bench) -> None:
    pdf = _pdf_of(content_of(_paper(bench, "prescription", "Un comprimé matin et soir pendant dix jours. " * 200)))

    pages = re.findall(rb"/Type /Page\b(?!s)", pdf)
    assert len(pages) > 1
    assert max(map(len, _text_of(pdf).splitlines())) < 130


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_reader_reads_the_same(bench: Bench) -> None:
    pdf = _pdf_of(content_of(_paper(bench, "prescription")))

    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)

    assert read.stderr == b""
    assert "L’œdème a diminué" in read.stdout.decode()


@pytest.mark.parametrize("kind", ["report", "biology", "discharge_letter", "vaccination"])
def test_a_cda_document_has_the_header_of_the_ci_sis(bench: Bench, kind: str) -> None:
    paper = _paper(bench, kind, replaces="earlier")
    content = content_of(paper)

    assert content.media_type == CDA
    root = fromstring(content.data)
    assert root.tag == "{urn:hl7-org:v3}ClinicalDocument"
    assert root.find("v3:realmCode", HL7).get("code") == "FR"
    assert root.find("v3:id", HL7).get("root") == paper.oid
    assert {one.get("root") for one in root.findall("v3:templateId", HL7)} >= {
        "2.16.840.1.113883.2.8.2.1",
        "1.2.250.1.213.1.1.1.1",
    }
    assert patients_in(content) == {(paper.holder.ins.oid, paper.holder.ins.matricule)}
    assert root.find("v3:author//v3:id", HL7).get("extension") == f"8{paper.author.rpps}"  # type: ignore[union-attr]
    assert root.find("v3:relatedDocument/v3:parentDocument/v3:id", HL7).get("root") == document_oid("earlier")
    order = [one.tag.rpartition("}")[2] for one in root]
    known = [name for name in _ORDER if name in order]
    assert list(dict.fromkeys(order)) == known, "the schema of CDA R2 wants this order"


_ORDER = ("realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime", "confidentialityCode",
          "languageCode", "setId", "versionNumber", "recordTarget", "author", "custodian", "legalAuthenticator",
          "documentationOf", "relatedDocument", "componentOf", "component")  # fmt: skip


def test_results_are_values_and_a_table(bench: Bench) -> None:
    root = fromstring(content_of(_paper(bench, "biology")).data)

    observations = root.findall(".//v3:observation", HL7)
    told = [(one.find("v3:code", HL7).get("code"), one.find("v3:value", HL7).get("value"),
             one.find("v3:interpretationCode", HL7).get("code")) for one in observations]  # fmt: skip
    assert told == [("718-7", "11.2", "L"), ("2093-3", "203", "H")]
    assert len(root.findall(".//v3:tbody/v3:tr", HL7)) == len(ANALYTES)


def test_text_stays_text(bench: Bench) -> None:
    root = fromstring(content_of(_paper(bench, "discharge_letter")).data)

    assert [one.text for one in root.findall(".//v3:paragraph", HL7)] == [TEXT, "Contrôle.", "Dans un mois."]
