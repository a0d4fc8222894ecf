"""A hostile file is refused or taken soon, in a process that may end of it; the next file is read all the same."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING

import pytest
from builders.messages import png
from builders.telling_files import FONT, PAGE, PAGES, TEXTS, archive, drawn_pdf, pdf, pdf_of_objects, sealed_pdf, stream

from sandbox.file_words.file_reader import PATIENCE, FileReader
from sandbox.file_words.piece import TooMuchError, UnreadableFileError
from sandbox.people.ins import with_key

if TYPE_CHECKING:
    from collections.abc import Iterator

REAL = with_key("1790375121518")
LONGEST = PATIENCE + 5.0  # seconds, on a machine that does much else; a file has two of the processor


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    one = FileReader(seconds=2)  # so that what takes too long does not make this test long
    yield one
    one.end()


def _bomb() -> bytes:
    """Pack 100 MB of drawing."""
    return drawn_pdf(b"0 0 m " * (100_000_000 // 6))


def _bomb_in_a_bomb() -> bytes:
    twice = zlib.compress(zlib.compress(b"\0" * 100_000_000))
    packed = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)
    return pdf_of_objects(*PAGES, PAGE, packed, FONT)


def _page_tree(kids: bytes) -> bytes:
    return pdf_of_objects(PAGES[0], b"<</Type/Pages/Kids[%s]/Count 1>>" % kids, PAGE, stream(b""), FONT)


HOSTILE = {
    "bomb": _bomb,
    "bomb_in_a_bomb": _bomb_in_a_bomb,
    "operators": lambda: drawn_pdf(b"1 0 0 1 0 0 cm " * 2_000_000),
    "strings": lambda: drawn_pdf(b"BT /F1 1 Tf " + b"(a) Tj " * 500_000 + b"ET"),
    "objects": lambda: pdf_of_objects(*PAGES, PAGE, stream(b""), FONT, *[b"<<>>"] * 100_000),
    "pages_in_a_circle": lambda: _page_tree(b"2 0 R"),
    "pages_without_number": lambda: _page_tree(b"3 0 R " * 200_000),
    "arrays_in_arrays": lambda: pdf_of_objects(*PAGES, PAGE, stream(b""), FONT, b"[" * 50_000 + b"]" * 50_000),
    "object_that_is_itself": lambda: pdf_of_objects(*PAGES, PAGE, stream(b""), FONT, b"6 0 R"),
    "form_that_draws_itself": lambda: pdf_of_objects(
        *PAGES,
        PAGE.replace(b"/Resources<<", b"/Resources<</XObject<</X 6 0 R>>"),
        stream(b"/X Do " * 100),
        FONT,
        stream(b"/X Do " * 100, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
    ),
    "table_that_goes_on_with_itself": lambda: pdf_of_objects(
        *PAGES, PAGE, stream(b""), FONT, trailer=b"/Root 1 0 R/Prev 9"
    ),
    "table_of_nothing": lambda: pdf().replace(b"startxref\n", b"startxref\n9"),
    "number_without_end": lambda: pdf_of_objects(*PAGES, PAGE, stream(b""), FONT, b"9" * 1_000_000),
    "sealed": lambda: sealed_pdf(REAL),
    "zip_bomb": lambda: archive(**{"a.txt": b"\0" * 100_000_000}),
    "zip_of_many": lambda: archive(**{f"{number}.txt": b"" for number in range(2_000)}),
    "xml_bomb": lambda: b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aaaaaaaa'>]><a>&a;</a>",
    "xml_deep": lambda: b"<a>" * 100_000 + b"</a>" * 100_000,
    "png_of_many_pixels": lambda: png(65_536, 65_536),
    "png_text_bomb": lambda: TEXTS["png_packed_text"]("0" * 100_000_000),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_ends_soon(reader: FileReader, kind: str) -> None:
    data = HOSTILE[kind]()
    started = time.monotonic()
    try:
        reader.look_into(data)
    except UnreadableFileError as why:
        assert str(why)  # noqa: PT017 - whether it is refused is its own affair
    assert time.monotonic() - started < LONGEST
    assert any(REAL in text for text in reader.look_into(pdf(REAL)).written)


@pytest.mark.parametrize("kind", ["bomb", "zip_bomb", "png_of_many_pixels", "png_text_bomb", "sealed"])
def test_what_cannot_be_looked_into_is_refused(reader: FileReader, kind: str) -> None:
    with pytest.raises(UnreadableFileError):
        reader.look_into(HOSTILE[kind]())


def test_whoever_takes_too_long_is_ended_and_the_next_is_read() -> None:
    hasty = FileReader(patience=0.0)
    with pytest.raises(TooMuchError, match="too much time"):
        hasty.look_into(pdf(REAL))
    hasty.patience = 60.0
    assert any(REAL in text for text in hasty.look_into(pdf(REAL)).written)
    hasty.end()
    hasty.end()


def test_a_process_that_somebody_ended_is_started_anew() -> None:
    one = FileReader()
    one.look_into(pdf(REAL))
    assert one._process is not None
    one._process.kill()
    one._process.wait()
    assert any(REAL in text for text in one.look_into(pdf(REAL)).written)
    one.end()


def test_a_text_needs_no_other_process() -> None:
    alone = FileReader()
    assert alone.look_into(b"Bonjour").written == ("Bonjour",)
    assert alone._process is None
