"""The doctrine as pages quote it: an edition by its name, and the sections of the doctrine."""

import unicodedata
from functools import lru_cache

from catalogue_portal.editions import edition_named
from doctrine.history import Stage, history
from doctrine.loader import editions
from doctrine.model import Edition, Requirement
from doctrine.problems import DoctrineError
from doctrine.sections import Sections, load_sections


def edition_quoted(name: str | None) -> Edition | None:
    """Return an edition, the latest in force for no name; None when it is not held here: pages show identifiers."""
    try:
        return edition_named(name)
    except DoctrineError:
        return None


@lru_cache(maxsize=1)
def doctrine_sections() -> Sections:
    """Return how the doctrine is parted for reading."""
    return load_sections()


def requirements_with(edition: Edition, wished: str) -> tuple[Requirement, ...]:
    """Return the requirements of an edition that say all of these words, in either language, accents and case aside."""
    words = _plain(wished).split()
    return tuple(one for one in edition.requirements if all(word in _plain(_said(one)) for word in words))


def stages_of(requirement_id: str) -> tuple[Stage, ...]:
    """Return through which of the editions held here a requirement went."""
    held = (edition_quoted(name) for name in editions())
    return history(requirement_id, [one for one in held if one is not None])


def _said(one: Requirement) -> str:
    texts = (one.title, one.statement, one.remediation)
    both = " ".join(f"{text.fr} {text.en}" for text in texts)
    return f"{one.id} {both} {one.source.text} {one.clause} {one.provenance.official_ref or ''}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one))
