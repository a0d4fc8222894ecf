"""Plain text and tables of it: UTF-8, without control characters, and no page or script in disguise."""

import csv
import re
from typing import Final

from catalogue_portal.evidence.content.refusal import Refused, active
from doctrine.evidence_types import Format

RUNS_IN_A_SPREADSHEET: Final = "formulas"
_PAGE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed)\b|^\s*(?:<\?xml|<\?php|#!)", re.IGNORECASE
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA: Final = re.compile(r"^[=+@\t]|^-(?![\d.,\s])")
_SEPARATORS: Final = ";,\t"
_LEAST: Final = 2
MOST_ROWS: Final = 100_000


def writing(content: bytes) -> tuple[Format, tuple[str, ...]]:
    """Return whether a document is a table or plain text, and what to beware of. Raises Refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unknown() from error
    if _CONTROL.search(text):
        raise _unknown()
    if _PAGE.search(text):
        raise active("a page or a script")
    rows = _table(text)
    if rows is None:
        return Format.TEXT, ()
    runs = any(_FORMULA.match(cell) for row in rows for cell in row)
    return Format.CSV, (RUNS_IN_A_SPREADSHEET,) if runs else ()


def _table(text: str) -> list[list[str]] | None:
    """Return the rows of a table: two columns at least, as many in each of two rows at least; None when it is none."""
    for separator in _SEPARATORS:
        try:
            rows = [row for row in csv.reader(text.splitlines(), delimiter=separator, strict=True) if row][:MOST_ROWS]
        except csv.Error:
            continue
        if len(rows) >= _LEAST and len(rows[0]) >= _LEAST and len({len(row) for row in rows}) == 1:
            return rows
    return None


def _unknown() -> Refused:
    return Refused("The document is of no kind that is taken.", code="document_unknown")
