"""Names as addresses write them."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)  # there are few names, and they come again and again
def ascii_of(name: str) -> str:
    """Write a name in lower-case ASCII letters, anything else as a hyphen."""
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return "".join(letter if letter.isalnum() else "-" for letter in letters)
