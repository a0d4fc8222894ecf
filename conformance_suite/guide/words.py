"""The words of the page, by key, in French and English (`words.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from doctrine.model import Bilingual

FILE = Path(__file__).with_name("words.yaml")


@cache
def _catalogue() -> dict[str, Bilingual]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {str(key): Bilingual(fr=str(text["fr"]), en=str(text["en"])) for key, text in content.items()}


def words(key: str, **values: str | int) -> Bilingual:
    """The words of a key, with these values in them. Raises KeyError."""
    text = _catalogue()[key]
    return Bilingual(fr=text.fr.format(**values), en=text.en.format(**values)) if values else text
