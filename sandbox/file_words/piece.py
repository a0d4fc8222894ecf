"""What a file is found to hold: words that people read, marks that only programs read, and files inside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """Words that whoever opens the file is shown, or that its metadata tell."""

    text: str


@dataclass(frozen=True)
class Marked:
    """What stands in the file for programs: identifiers and codes."""

    text: str


@dataclass(frozen=True)
class Inner:
    """A file within the file."""

    data: bytes


Piece = Written | Marked | Inner


class UnreadableFileError(ValueError):
    """Nobody can see what the file holds, so it cannot be taken; the message says why and how to mend it."""


class SealedError(UnreadableFileError):
    """The file opens by a password only."""


class TooMuchError(UnreadableFileError):
    """Looking into the file would take more time or memory than one may cost."""
