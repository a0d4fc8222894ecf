"""One table as an OpenDocument spreadsheet (ODS), and back; what comes back is somebody else's, and may be hostile.

Nothing in a file is run, resolved or fetched: a document type is refused before its entities are read, and what unpacks
or repeats itself to more than any table of ours is given up before it is held in memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, TypeVar
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from doctrine.problems import DoctrineError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
LARGEST: Final = 5 * 1024 * 1024
LARGEST_CONTENT: Final = 40 * 1024 * 1024
"""Bytes of the unpacked table: a thousand requirements are five of them."""
MOST_ROWS, MOST_COLUMNS, DEEPEST = 5_000, 64, 40
Part = TypeVar("Part", str, list[str])
WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""Of each part: the same table gives the same bytes."""
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_SPACES = {f"xmlns:{name}": _NAMESPACE.format(name) for name in ("office", "table", "text")}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GAPS = {"s", "tab", "line-break", "p", "h"}
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_NAMESPACE.format("manifest")}" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def is_one(raw: bytes) -> bool:
    """Whether a file is an archive, as an OpenDocument file is."""
    return raw.startswith(b"PK")


def write(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as the only table of a spreadsheet. Every cell is a text: no spreadsheet computes it."""
    parts = {"mimetype": MIMETYPE, "content.xml": "".join(_content(name, rows)), "META-INF/manifest.xml": MANIFEST}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, text in parts.items():
            entry = zipfile.ZipInfo(part, WHEN)
            entry.compress_type = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same bytes wherever they are made
            archive.writestr(entry, text)
    return made.getvalue()


def read(path: Path, raw: bytes) -> list[list[str]]:
    """The rows of the first table, from its first to its last that is not empty. Raises DoctrineError."""
    if len(raw) > LARGEST:
        raise _refused(path, f"is larger than {LARGEST // 1024 // 1024} MB")
    reader = _Reader(path)
    reader.take(_unpacked(path, raw))
    while reader.rows and not any(reader.rows[-1]):
        reader.rows.pop()
    return reader.rows


def _content(name: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    spaces = " ".join(f"{key}={quoteattr(value)}" for key, value in _SPACES.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.3">'
    yield f"<office:body><office:spreadsheet><table:table table:name={quoteattr(name)}>\n"
    for row in rows:
        cells = (escape(_NO_XML.sub("\ufffd", cell)) for cell in row)
        one = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        yield f"<table:table-row>{one}</table:table-row>\n"
    yield "</table:table></office:spreadsheet></office:body></office:document-content>\n"


def _unpacked(path: Path, raw: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            with archive.open("mimetype") as part:
                told = part.read(len(MIMETYPE) + 1).strip()
            if told != MIMETYPE.encode():
                raise _refused(path, "is an archive, and no OpenDocument spreadsheet")
            with archive.open("content.xml") as part:
                content = part.read(LARGEST_CONTENT + 1)
    except KeyError as error:
        raise _refused(path, "is an archive, and no OpenDocument spreadsheet") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _refused(path, f"cannot be unpacked: {error}") from error
    if len(content) > LARGEST_CONTENT:
        raise _refused(path, f"unpacks to more than {LARGEST_CONTENT // 1024 // 1024} MB")
    return content


class _Reader:
    """The cells of the first table, as the parser comes by them."""

    def __init__(self, path: Path) -> None:
        self.rows: list[list[str]] = []
        self._path = path
        self._open: list[str] = []
        self._row: list[str] = []
        self._text: list[str] | None = None
        self._tables = 0
        self._aside = 0  # depth inside of notes, which stand in a cell and are none of its text
        self._repeats = {"table-row": 1, "table-cell": 1}

    def take(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        try:
            parser.Parse(content, True)  # noqa: FBT003 - as the library names it
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: of an encoding that it lacks
            raise _refused(self._path, f"holds XML that cannot be read: {error}") from error

    def _refuse_document_type(self, *_declared: object) -> None:
        raise _refused(self._path, "declares a document type: entities are not read")

    def _begin(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(" ")[2]
        self._open.append(name)
        if len(self._open) > DEEPEST:
            raise _refused(self._path, f"is nested deeper than {DEEPEST} levels")
        told = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._tables += name == "table"
        if self._tables != 1:
            return
        match name:
            case "table-row":
                self._row = []
                self._repeats[name] = self._number(told.get("number-rows-repeated"))
            case "table-cell" | "covered-table-cell":
                if "formula" in told:
                    raise _refused(self._path, "holds a formula: write its value instead", len(self.rows) + 1)
                if not {told.get("number-columns-spanned", "1"), told.get("number-rows-spanned", "1")} <= {"1"}:
                    raise _refused(self._path, "merges cells: split them again", len(self.rows) + 1)
                self._text = []
                self._repeats["table-cell"] = self._number(told.get("number-columns-repeated"))
            case "annotation":
                self._aside += 1
            case _ if name in _GAPS and self._text is not None and not self._aside:
                self._text.append(" ")

    def _end(self, element: str) -> None:
        name = element.rpartition(" ")[2]
        self._open.pop()
        if self._tables != 1:
            return
        if name in {"table-cell", "covered-table-cell"}:
            self._row += self._repeated([" ".join("".join(self._text or ()).split())], "table-cell", len(self._row))
            self._text = None
        elif name == "table-row":
            while self._row and not self._row[-1]:
                self._row.pop()
            self.rows += self._repeated([self._row], "table-row", len(self.rows))
        elif name == "annotation":
            self._aside -= 1

    def _said(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._text.append(text)

    def _repeated(self, part: list[Part], name: str, before: int) -> list[Part]:
        """A row or cell as often as it stands there; the empty ones that fill a sheet up stay within bounds."""
        times, most = self._repeats[name], {"table-row": MOST_ROWS, "table-cell": MOST_COLUMNS}[name]
        if part[0] and before + times > most:
            raise _refused(self._path, f"has more than {most} {'rows' if name == 'table-row' else 'columns'}")
        return part * min(times, max(0, most - before))

    def _number(self, written: str | None) -> int:
        if written is None:
            return 1
        if not re.fullmatch(r"[0-9]{1,7}", written):
            raise _refused(self._path, f"repeats a row or cell {written[:20]} times")
        return int(written)


def _refused(path: Path, why: str, line: int | None = None) -> DoctrineError:
    return DoctrineError([Problem(path, line, why)])
