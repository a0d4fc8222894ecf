"""Numbers as others write them into URLs and forms."""


def whole_number(written: str, digits: int) -> int | None:
    """Return the number that `written` is, in ASCII and of so many digits at most; None for anything else.

    `int` would take signs, spaces, underscores and the digits of every script, and think long about a long one.
    """
    return int(written) if written.isascii() and written.isdigit() and len(written) <= digits else None
