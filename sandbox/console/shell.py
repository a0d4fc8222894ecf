"""Any text as one word of a POSIX shell: whatever its bytes, the shell gives back exactly them."""

from collections.abc import Iterable

Piece = str | tuple[str]  # a text, or the name of a shell variable in a tuple


def word(pieces: Iterable[Piece], *, encoding: str = "utf-8") -> str:
    """Write texts and variables as one word.

    Printable characters stand in single quotes; every other byte is written by `printf` in octal, so that what is
    pasted into a terminal neither rings nor runs. `encoding` is how the text goes over the wire.
    """
    written, text = "", ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            written, text = f'{written}{quoted(text, encoding)}"${piece[0]}"', ""
    return written + quoted(text, encoding) or "''"


def quoted(text: str, encoding: str = "utf-8") -> str:
    """Write a text; an empty one as nothing."""
    return "".join(
        _in_quotes(run) if plain else _by_printf(run.encode(encoding, "surrogateescape"))
        for plain, run in _runs(text, encoding)
    )


def _runs(text: str, encoding: str) -> Iterable[tuple[bool, str]]:
    run, plain = "", True
    for letter in text:
        is_plain = letter == "\n" or (letter.isprintable() and (letter.isascii() or encoding == "utf-8"))
        if run and is_plain is not plain:
            yield plain, run
            run = ""
        run, plain = run + letter, is_plain
    if run:
        yield plain, run


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _by_printf(raw: bytes) -> str:
    octal = "".join(f"\\{byte:03o}" for byte in raw)
    return f"\"$(printf '{octal}')\""
