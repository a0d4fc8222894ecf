"""What a program said last before it ended: the line that names the error, not the frame around it. Pure."""

from __future__ import annotations

import re

LONGEST = 400  # characters
_FRAME = re.compile(
    r"""
    \s                          # a frame of a stack, a line of code, a member of the error
    | [\[\](){}^~,;]+\s*$       # what closes them
    | Node\.js\ v\d             # with which Node ends whatever it says of a crash
    | Require\ stack:$ | -\ /   # of a module that was not found
    | Emitted\ '.*'\ event\b    # by whom the error came
    | npm\ (?:ERR!|error\b|notice\b|warn\b)
    | error\ Command\ failed | info\ Visit\   # yarn
    """,
    re.VERBOSE,
)


def last_words(log: str) -> str:
    """The last line of a log that is more than the frame of an error; the very last if there is no other."""
    lines = [line.rstrip() for line in log.splitlines() if line.strip()]
    telling = (line for line in reversed(lines) if not _FRAME.match(line))
    return next(telling, lines[-1].strip() if lines else "")[:LONGEST]
