"""A document as PDF: A4, one column, always the same bytes for the same document."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from sandbox.fhir.documents.paper import Paper
from sandbox.people.record import Analyte, Document

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import CoreFont

_LEFT, _TOP, _BOTTOM, _WIDTH = 20.0, 22.0, 275.0, 170.0  # millimetres of A4
_LEADING: Final = 5.6
_BODY, _TITLE, _NOTE = 10.5, 15.0, 8.0  # points
_WIDEST: Final = 1000  # thousandths of the size of the font
_POINT: Final = 25.4 / 72  # millimetres
_NOTE_TEXT: Final = "Document fictif, produit par un espace de santé d'essai."
_COLUMNS: Final = (0.0, 78.0, 118.0)  # where result and usual range stand, in millimetres from the left


def write_pdf(paper: Paper) -> bytes:
    """Write the document; its dates are those of the document, so that nothing depends on when it is written."""
    return _written(paper.document, paper.heading, paper.author_name)


@lru_cache(maxsize=1024)  # a space that begins anew has the same people, with the same documents
def _written(document: Document, heading: tuple[str, ...], author_name: str) -> bytes:
    pdf = _blank(document, author_name)
    page = _Page(pdf)
    page.line(document.title, _TITLE, bold=True)
    page.gap()
    for line in heading:
        page.line(line, _BODY)
    for section in document.sections:
        page.gap()
        page.line(section.title, _BODY + 1, bold=True)
        for paragraph in section.text.split("\n"):
            page.line(paragraph, _BODY)
    if document.analytes:
        page.gap()
        for cells in rows(document.analytes):
            page.row(cells)
    return bytes(pdf.output())


def rows(analytes: Iterable[Analyte]) -> Iterator[tuple[str, str, str]]:
    """Give a table of results in words: name, value with its flag, usual range."""
    yield "Analyse", "Résultat", "Valeurs usuelles"
    for one in analytes:
        flag = {"H": " (élevé)", "L": " (bas)", "N": ""}[one.flag]
        yield one.name, f"{_french(one.value)} {one.unit}{flag}", usual(one)


def usual(analyte: Analyte) -> str:
    """Return the usual range of an analyte in words."""
    if analyte.low is None:
        return "" if analyte.high is None else f"inférieur à {_french(analyte.high)}"
    return f"{_french(analyte.low)} à {_french(analyte.high)}" if analyte.high is not None else f"dès {analyte.low}"


def _french(number: object) -> str:
    return str(number).replace(".", ",")


def _blank(document: Document, author_name: str) -> "FPDF":
    from fpdf import FPDF  # noqa: PLC0415 - half a second that only spaces whose documents are read should pay

    pdf = FPDF()
    pdf.core_fonts_encoding = "windows-1252"  # the encoding that PDF calls WinAnsi: it has œ and the euro
    pdf.set_creation_date(document.written)
    pdf.set_title(document.title)
    pdf.set_author(author_name)
    pdf.set_producer("Poinçon")
    pdf.set_lang("fr-FR")
    pdf.set_auto_page_break(auto=False)
    return pdf


class _Page:
    """Where the next line goes."""

    def __init__(self, pdf: "FPDF") -> None:
        self.pdf = pdf
        self._turn()

    def line(self, text: str, size: float, *, bold: bool = False) -> None:
        """Write a text on as many lines as it needs."""
        for part in self._wrapped(text, size, bold=bold):
            self._place([(0.0, part)], size, bold=bold)

    def row(self, cells: Iterable[str]) -> None:
        """Write cells side by side."""
        self._place(list(zip(_COLUMNS, cells, strict=True)), _BODY - 1)

    def gap(self) -> None:
        """Leave half a line free."""
        self.y += _LEADING / 2

    def _place(self, texts: list[tuple[float, str]], size: float, *, bold: bool = False) -> None:
        if self.y > _BOTTOM:
            self._turn()
        self.pdf.set_font("helvetica", style="B" if bold else "", size=size)
        for column, text in texts:
            self.pdf.text(_LEFT + column, self.y, _printable(text))
        self.y += _LEADING * max(1.0, size / _BODY)

    def _turn(self) -> None:
        self.pdf.add_page()
        self.pdf.set_font("helvetica", size=_NOTE)
        self.pdf.text(_LEFT, _BOTTOM + 10, _NOTE_TEXT)
        self.y = _TOP

    def _wrapped(self, text: str, size: float, *, bold: bool) -> Iterator[str]:
        self.pdf.set_font("helvetica", style="B" if bold else "", size=size)
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and self._width(longer, size) > _WIDTH:
                yield line
                line = word
            else:
                line = longer
        yield line

    def _width(self, text: str, size: float) -> float:
        """Measure a text in millimetres by the font's own table; `FPDF.get_string_width` takes twenty times as long."""
        widths = cast("CoreFont", self.pdf.current_font).cw
        return sum(widths.get(letter, _WIDEST) for letter in _printable(text)) * size / 1000 * _POINT


@lru_cache(maxsize=4096)
def _printable(text: str) -> str:
    """Leave out of a text what WinAnsi cannot say; our own texts have nothing of the kind."""
    return text.encode("windows-1252", "replace").decode("windows-1252")
