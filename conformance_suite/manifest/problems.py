"""What is wrong with a manifest, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHOWN = 40  # problems printed; a file with more is broken in one way that repeats


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the line (from 1; 0 when it is about the whole file), what is wrong, what to do."""

    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.message}. {self.mend}"


class ManifestError(Exception):
    """The manifest cannot be used as it stands; `problems` are all that was found, by line, not only the first."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """What to print: a head line, one line a problem, and how many were left out."""
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        shown = [f"  {problem}" for problem in self.problems[:SHOWN]]
        rest = [f"  ... and {count - SHOWN} more"] if count > SHOWN else []
        return [f"{printable(str(self.path))}: {count} {noun} to mend", *shown, *rest]


def printable(text: str, limit: int = 80) -> str:
    """`text` on one line, without control characters, cut at `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 3] + "..."
    return "".join(char if char.isprintable() else "?" for char in cut)
