"""Taking a declaration in: read and validated before any transaction begins."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from catalogue_portal.editions import edition_named
from catalogue_portal.errors import Invalid
from doctrine.convergence import FILE_NAME, Convergence
from doctrine.convergence_reader import parse
from doctrine.problems import DoctrineError

MOST_TOLD = 100
"""Problems of one file that are told: who mends these sees the next."""


@dataclass(frozen=True)
class Intake:
    """A declaration that was found valid, with the text it was read from."""

    text: str
    convergence: Convergence
    digest: str


def take(text: str) -> Intake:
    """Take a declaration that was sent. Raises Invalid with every problem and its line."""
    try:
        raw = text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The declaration is not text in UTF-8.", code="bad_convergence") from error
    return take_file(raw)


def take_file(raw: bytes) -> Intake:
    """Take a file that was sent. Raises Invalid with every problem and its line."""
    try:
        convergence = parse(Path(FILE_NAME), raw, edition_named)
    except DoctrineError as error:
        errors = [{"line": one.line, "message": one.message} for one in error.problems[:MOST_TOLD]]
        raise Invalid("The declaration is not valid.", code="bad_convergence", errors=errors) from error
    return Intake(raw.decode(), convergence, f"sha256:{sha256(raw).hexdigest()}")


@lru_cache(maxsize=32)
def kept(text: str) -> Convergence:
    """Return what a version declares that was kept: it was valid, and it never changes."""
    return take(text).convergence
