"""The INS datamatrix, version 2.2: blocks, separators, and the symbol as a reader sees it that we did not write."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import arbez_dmtx
import pytest
from builders.identities import QUALIFIED
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from sandbox.ins.datamatrix import HEADER, SEPARATOR, DatamatrixError, read_datamatrix, write_datamatrix
from sandbox.ins.identity import Identity, IdentityRuleError, Status
from sandbox.ins.symbol import PictureError, draw_png, draw_svg, read_picture
from sandbox.ins.traits import Traits
from sandbox.people.ins import INS_NIR_DEMO_OID, Ins, RealIdentityError, with_key

TRAITS = Traits("RUTH", "JEANNE MARIE-CECILE", "female", "1979-03-27", "75121")
INS = Ins(with_key("2790375121518"))
IDENTITY = Identity(TRAITS, Status.QUALIFIED, ins=INS)
TEXT = (
    "IS010000000000000000000000"
    f"S1{INS.matricule}S21.2.250.1.213.1.4.10"
    "S3JEANNE MARIE-CECILE\x1dS4RUTH\x1dS5FS627-03-1979S775121"
)


def test_the_blocks_stand_in_their_order() -> None:
    assert len(HEADER) == 26
    assert write_datamatrix(IDENTITY) == TEXT
    assert read_datamatrix(TEXT) == (INS, TRAITS)


@given(QUALIFIED)
def test_what_is_written_is_read_back(identity: Identity) -> None:
    text = write_datamatrix(identity)

    assert read_datamatrix(text) == (identity.ins, identity.traits)
    assert text.startswith(HEADER)
    assert text.count(SEPARATOR) == sum(
        len(name) < 100 for name in (identity.traits.family_name, identity.traits.given_names)
    )
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-'" + SEPARATOR)


def test_a_full_field_has_no_separator() -> None:
    full = replace(IDENTITY, traits=replace(TRAITS, family_name="A" * 100, given_names="B" * 100))

    text = write_datamatrix(full)

    assert SEPARATOR not in text
    assert read_datamatrix(text)[1] == full.traits
    with pytest.raises(DatamatrixError, match="S4"):
        write_datamatrix(replace(full, traits=replace(TRAITS, family_name="A" * 101)))


def test_an_identity_that_is_not_qualified_has_none() -> None:
    for identity in (Identity(TRAITS), Identity(TRAITS).validated(), Identity(TRAITS).retrieved(INS, TRAITS)):
        with pytest.raises(IdentityRuleError, match="EXI ID 29"):
            write_datamatrix(identity)
    with pytest.raises(DatamatrixError, match="S7"):
        write_datamatrix(replace(IDENTITY, traits=replace(TRAITS, birthplace=None)))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (TEXT[1:], "begins with"),
        (TEXT.replace("IS01", "IS02"), "begins with"),
        (TEXT.replace("S775121", ""), "S7"),
        (TEXT + "S8", "after block S7"),
        (TEXT + SEPARATOR, "separator follows S7"),
        (TEXT.replace("S5F", ""), "S5"),
        (TEXT.replace("S5F", "S5I"), "M or F"),
        (TEXT.replace("S4RUTH\x1d", "S4RUTH"), "S4"),
        (TEXT.replace("S4RUTH\x1d", "S4\x1d"), "S4"),
        (TEXT.replace("S4RUTH", "S4Ruth"), "family_name"),
        (TEXT.replace("4.10S3", "4.10\x1dS3"), "separator follows S2"),
        (TEXT.replace("27-03-1979", "1979-03-27"), "S6"),
        (TEXT.replace("27-03-1979", "30-02-1979"), "birthdate"),
        (TEXT.replace("S775121", "S77512X"), "birthplace"),
        (TEXT.replace(f"S1{INS.matricule}", f"S1{INS.matricule[:14]}" + "x"), "key"),
        (TEXT.replace("S21.2.250.1.213.1.4.10", "S2OID.OID.OID.OID.OID1"), "OID"),
        (TEXT.replace("S1", "S2", 1), "S1"),
        ("", "begins with"),
    ],
)
def test_each_rule_that_is_broken_is_told(changed: str, says: str) -> None:
    with pytest.raises(DatamatrixError, match=says):
        read_datamatrix(changed)


@pytest.mark.parametrize("oid", ["1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"])
def test_the_datamatrix_of_a_real_person_is_refused(oid: str) -> None:
    with pytest.raises(RealIdentityError, match="no identity of a real person"):
        read_datamatrix(TEXT.replace("1.2.250.1.213.1.4.10", oid + SEPARATOR))


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: HEADER + "S1" + text))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises((DatamatrixError, RealIdentityError)):
        read_datamatrix(text)


@settings(max_examples=15)
@given(QUALIFIED)
def test_another_reader_reads_the_symbol(identity: Identity) -> None:
    text = write_datamatrix(identity)
    with Image.open(io.BytesIO(draw_png(text))) as picture:
        assert picture.width == picture.height
        [read] = arbez_dmtx.decode(picture, max_count=1)

    assert read.data == text.encode("ascii")
    assert read_picture(draw_png(text)) == text


def test_the_svg_is_the_same_symbol_and_holds_no_script() -> None:
    root = ET.fromstring(draw_svg(TEXT))  # noqa: S314 - our own
    size = int(root.attrib["width"])
    drawn = Image.new("L", (size * 6, size * 6), 255)
    pen = ImageDraw.Draw(drawn)
    path = next(one for one in root.iter() if one.tag.endswith("path")).attrib["d"]
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", path):
        left, top = int(x) * 6, int(y) * 6
        pen.rectangle([left, top, left + int(width) * 6 - 1, top + int(height) * 6 - 1], fill=0)
    [read] = arbez_dmtx.decode(drawn, max_count=1)

    assert read.data == TEXT.encode("ascii")
    assert root.attrib["viewBox"] == f"0 0 {size} {size}"
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {"svg", "g", "rect", "path", "desc"}


def test_a_photograph_of_the_symbol_is_read() -> None:
    with Image.open(io.BytesIO(draw_png(TEXT))) as picture:
        paper = Image.new("L", (900, 700), 230)
        paper.paste(picture.convert("L"), (300, 200))
        written = io.BytesIO()
        paper.rotate(11, fillcolor=230).save(written, "JPEG", quality=60)

    assert read_picture(written.getvalue()) == TEXT


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no whole picture"),
        (b"GIF89a" + bytes(20), "no whole picture"),
        (draw_png(TEXT)[:200], "no whole picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "no whole picture"),
    ],
)
def test_what_is_no_picture_is_told(data: bytes, says: str) -> None:
    with pytest.raises(PictureError, match=says):
        read_picture(data)


def test_a_picture_without_one_datamatrix_is_told() -> None:
    empty = io.BytesIO()
    Image.new("L", (300, 300), 255).save(empty, "PNG")
    with pytest.raises(PictureError, match="no datamatrix"):
        read_picture(empty.getvalue())

    other = write_datamatrix(replace(IDENTITY, ins=replace(INS, oid=INS_NIR_DEMO_OID)))
    two = Image.new("L", (700, 350), 255)
    for place, text in enumerate((TEXT, other)):
        with Image.open(io.BytesIO(draw_png(text))) as picture:
            two.paste(picture.convert("L"), (350 * place + 30, 50))
    written = io.BytesIO()
    two.save(written, "PNG")
    with pytest.raises(PictureError, match="several"):
        read_picture(written.getvalue())

    huge = io.BytesIO()
    Image.new("1", (6000, 6000)).save(huge, "PNG")
    with pytest.raises(PictureError, match="million pixels"):
        read_picture(huge.getvalue())
