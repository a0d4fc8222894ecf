"""The doctrine as pages quote it: an edition by its name, and the sections of the doctrine."""

from functools import lru_cache

from catalogue_portal.editions import edition_named
from doctrine.model import Edition
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
