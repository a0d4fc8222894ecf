"""The words of a PDF: the text that its pages show, its notes, forms and metadata, pictures and files inside it.

Only what is shown or told is looked at: numbers among the operators that draw a page mean nothing to anybody.
"""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PIL import Image

from sandbox.file_words.picture_pieces import MOST_PIXELS, drawn_pieces
from sandbox.file_words.piece import Inner, Piece, SealedError, TooMuchError, UnreadableFileError, Written

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import PdfObject, StreamObject

_LARGEST_STREAM: Final = 32 * 1024 * 1024  # bytes, unpacked
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_STRING: Final = re.compile(rb"\(((?:[^()\\]|\\.){1,2000})\)", re.DOTALL)
_MOST_STREAMS: Final = 2000


def pdf_pieces(data: bytes) -> Iterator[Piece]:
    """Give what a PDF holds; of one that is broken, the strings that can be found in it.

    Raises:
        SealedError: it opens by a password.
        TooMuchError: it unpacks to too much.
    """
    from pypdf import apply_configuration  # noqa: PLC0415 - half a second that only whoever reads a PDF should pay

    broken: list[Exception] = []
    # The library's own limits hold; and no other program reads what strangers send.
    with apply_configuration(jbig2dec_binary=None), _whatever_breaks(broken):
        yield from _whole(data, broken)
    if broken:
        yield from _strings(data)


def _whole(data: bytes, broken: list[Exception]) -> Iterator[Piece]:
    reader = _opened(data)
    for number in range(len(reader.pages)):
        with _whatever_breaks(broken):
            page = reader.pages[number]
            yield Written(page.extract_text())
            yield from _inline_pictures(page.images, broken)
    for one in _every_object(reader, broken):
        with _whatever_breaks(broken):
            yield from _object_pieces(one)


def _opened(data: bytes) -> "PdfReader":
    from pypdf import PdfReader  # noqa: PLC0415 - see above

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SealedError("the PDF opens by a password: send it without one")
    except NotImplementedError as sealed:
        raise SealedError("the PDF is encrypted in a way that nobody here opens: send it without") from sealed
    return reader


def _inline_pictures(pictures: object, broken: list[Exception]) -> Iterator[Piece]:
    """Give what is drawn in the pictures that stand among the operators of a page (ISO 32000-1, 8.9.7)."""
    names = [name for name in pictures.keys() if isinstance(name, str) and name.startswith("~")]  # type: ignore[attr-defined]  # noqa: SIM118 - no mapping
    for name in names:
        with _whatever_breaks(broken):
            yield from _drawn(pictures[name].image)  # type: ignore[index]


def _every_object(reader: "PdfReader", broken: list[Exception]) -> "Iterator[PdfObject]":
    numbers = {(number, generation) for generation, places in reader.xref.items() for number in places}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    from pypdf.generic import IndirectObject  # noqa: PLC0415 - see above

    for number, generation in sorted(numbers):
        with _whatever_breaks(broken):
            found = IndirectObject(number, generation, reader).get_object()
            if found is not None:
                yield found


def _object_pieces(found: "PdfObject") -> Iterator[Piece]:
    """Give what an object tells, without following it to others: these have their turn."""
    from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject  # noqa: PLC0415 - see above

    waiting: list[object] = [found]
    while waiting:
        match waiting.pop():
            case TextStringObject() as text:
                yield Written(str(text))
            case ArrayObject() as several:
                waiting.extend(list.__iter__(several))
            case DictionaryObject() as members:
                waiting.extend(dict.values(members))
                if isinstance(members, StreamObject):
                    yield from _stream_pieces(members)


def _stream_pieces(stream: "StreamObject") -> Iterator[Piece]:
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if subtype == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
            raise TooMuchError(f"a picture of the PDF has more than {MOST_PIXELS // 1_000_000} million pixels")
        yield from _drawn(stream.decode_as_image())
    elif kind in {"/Metadata", "/EmbeddedFile"} or subtype == "/XML":
        yield Inner(stream.get_data())


def _drawn(picture: object) -> Iterator[Piece]:
    if isinstance(picture, Image.Image):
        yield from drawn_pieces(picture)


def _strings(data: bytes) -> Iterator[Piece]:
    """Give the literal strings (ISO 32000-1, 7.3.4.2) of a PDF that cannot be opened, packed streams included."""
    yield from _literals(data)
    for number, stream in enumerate(_STREAM.finditer(data)):
        if number == _MOST_STREAMS:
            raise TooMuchError(f"the PDF is broken, and has more than {_MOST_STREAMS} streams")
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(stream[1], _LARGEST_STREAM)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            raise TooMuchError("a stream of the PDF unpacks to too much")
        yield from _literals(unpacked)


def _literals(data: bytes) -> Iterator[Piece]:
    return (Written(string[1].replace(b"\0", b"").decode("latin-1")) for string in _STRING.finditer(data))


@contextmanager
def _whatever_breaks(broken: list[Exception]) -> Iterator[None]:
    """Go on behind a part that cannot be read; what is sealed or too much ends all."""
    from pypdf.errors import FileNotDecryptedError, LimitReachedError  # noqa: PLC0415 - see above

    try:
        yield
    except (UnreadableFileError, MemoryError):
        raise
    except FileNotDecryptedError as sealed:
        raise SealedError("a part of the PDF opens by a password: send it without one") from sealed
    except LimitReachedError as limit:
        raise TooMuchError("the PDF unpacks to too much, or is nested too deep") from limit
    except Exception as wrong:  # noqa: BLE001 - what a broken file makes the library raise is anything
        broken.append(wrong)
