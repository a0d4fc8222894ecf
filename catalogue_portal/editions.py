"""The editions of the doctrine that the portal holds: each is read once, as their files stay what they are."""

from functools import lru_cache

from doctrine.loader import load_edition
from doctrine.model import Edition


@lru_cache(maxsize=8)
def edition_named(name: str | None) -> Edition:
    """Return an edition, the latest in force for no name. Raises DoctrineError for one that is not held here."""
    return load_edition(name)
