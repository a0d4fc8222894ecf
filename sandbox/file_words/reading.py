"""Everything that a file says, whatever it says to be: the files inside it are read too."""

import codecs
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.file_words.archive_pieces import archive_pieces
from sandbox.file_words.pdf_pieces import pdf_pieces
from sandbox.file_words.picture_pieces import picture_pieces
from sandbox.file_words.piece import Inner, Marked, Piece, TooMuchError, Written
from sandbox.file_words.xml_pieces import xml_pieces

_DEEPEST: Final = 4  # files within files
_MOST_CHARACTERS: Final = 16 * 1024 * 1024
_PDF_BEGINS_WITHIN: Final = 1024  # bytes, for readers that are lenient (ISO 32000-1, annex H)
_BYTE_ORDER_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGINNINGS: Final[tuple[tuple[bytes, Callable[[bytes], Iterator[Piece]]], ...]] = (
    (b"\x89PNG\r\n\x1a\n", picture_pieces),
    (b"\xff\xd8\xff", picture_pieces),
    (b"PK\x03\x04", archive_pieces),
)


@dataclass(frozen=True)
class FileWords:
    """The texts of a file: those that people read, and those that only programs do."""

    written: tuple[str, ...]
    marked: tuple[str, ...]


def read_file(data: bytes) -> FileWords:
    """Read every text of a file; there is none in what is no file of a kind that documents have.

    Raises:
        UnreadableFileError: nobody can see what it holds.
    """
    written: list[str] = []
    marked: list[str] = []
    left = _MOST_CHARACTERS
    for piece in _pieces(data, _DEEPEST):
        text = _plain(piece.text)
        left -= len(text)
        if left < 0:
            raise TooMuchError(f"the file holds more than {_MOST_CHARACTERS} characters")
        (written if isinstance(piece, Written) else marked).append(text)
    return FileWords(tuple(written), tuple(marked))


def kind_of(data: bytes) -> Callable[[bytes], Iterator[Piece]] | None:
    """Return what reads a file, by how it begins; None for a text, and for what no document is."""
    for beginning, read in _BEGINNINGS:
        if data.startswith(beginning):
            return read
    if b"%PDF-" in data[:_PDF_BEGINS_WITHIN]:
        return pdf_pieces
    start = data[:64].replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return xml_pieces if start.lstrip().startswith(b"<") else None


def text_of(data: bytes) -> str:
    """Return bytes that are a text as one; anything else is empty."""
    try:
        text = data.decode("utf-16" if data.startswith(_BYTE_ORDER_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def _pieces(data: bytes, depth: int) -> Iterator[Written | Marked]:
    if not depth:
        raise TooMuchError(f"the file holds files within files, more than {_DEEPEST} deep")
    read = kind_of(data)
    if read is None:
        yield Written(text_of(data))
        return
    for piece in read(data):
        if isinstance(piece, Inner):
            yield from _pieces(piece.data, depth - 1)
        else:
            yield piece


def _plain(text: str) -> str:
    """Write digits and letters as a keyboard does, and what is wrapped or spaced out on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
