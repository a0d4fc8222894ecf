"""The digest of a consent text: of its words, so that line breaks and forms of one letter change nothing."""

from __future__ import annotations

import unicodedata
from hashlib import sha256


def plain_words(text: str) -> str:
    """The words of a text with one space between them, letters composed (Unicode NFC), apostrophes of one form."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").split())


def digest_of_words(text: str) -> str:
    """`sha256:` and the digest of the words of a text."""
    return f"sha256:{sha256(plain_words(text).encode()).hexdigest()}"
