"""Does a PDF begin and end as one (ISO 32000-1, 7.5)? Told from its frame alone; nothing in it is read."""

from typing import Final

_START, _END, _TABLE = b"%PDF-", b"%%EOF", b"startxref"
_WHITE_SPACE: Final = b"\0\t\n\f\r "  # ISO 32000-1, table 1
_LAST: Final = 1024  # bytes at the end in which the last mark must stand (ISO 32000-1, annex H)


def pdf_fault(content: bytes) -> str | None:
    """Return what is wrong with the frame of a PDF, where and how to mend it, or None when all is well.

    Whatever follows the last %%EOF is hidden from readers of the PDF, and read by whoever takes the file for
    something else (a polyglot): only white space may stand there.
    """
    if not content.startswith(_START):
        return "it does not begin with %PDF-: send the file as it is"
    end = content.rfind(_END)
    if end < 0 or _TABLE not in content[max(0, end - _LAST) : end]:
        return "it is half a PDF, which does not end with startxref and %%EOF: send the whole file"
    end += len(_END)
    hidden = content[end:].lstrip(_WHITE_SPACE)
    if hidden:
        place = len(content) - len(hidden)
        return (
            f"{len(hidden)} bytes follow the last %%EOF, from byte {place} (counted from 0): end the file before them"
        )
    return None
