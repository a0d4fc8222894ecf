"""The doctrine as pages quote it: an edition by its name, read once."""

from functools import lru_cache

from doctrine.loader import load_edition
from doctrine.model import Edition
from doctrine.problems import DoctrineError


@lru_cache(maxsize=8)
def edition_named(name: str) -> Edition | None:
    """Return an edition, None when this installation does not hold it: pages then show identifiers alone."""
    try:
        return load_edition(name)
    except DoctrineError:
        return None
