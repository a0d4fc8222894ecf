"""What is said of a case in both languages, by effect or reason: the files of `wording/`, a theme each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("wording")
REASON = "reason_"


class _Values(dict[str, str]):
    """Values for placeholders; one that nobody gave shows as a dash rather than break a report."""

    def __missing__(self, key: str) -> str:
        return "-"


@cache
def catalogue() -> Mapping[str, Bilingual]:
    """Every message by key. Raises ValueError when two files say the same key."""
    found: dict[str, Bilingual] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader either way
        for key, text in content.items():
            if key in found:
                raise ValueError(f"{path}: the message {key} is told in another file already")
            found[str(key)] = Bilingual(fr=str(text["fr"]), en=str(text["en"]))
    return found


def message(key: str, values: Mapping[str, str]) -> Bilingual:
    """The message of a key with its placeholders filled; an unknown key is told by its name."""
    text = catalogue().get(key)
    if text is None:
        detail = values.get("detail", "")
        unknown = f"{key} ({detail})" if detail else key
        return Bilingual(fr=unknown, en=unknown)
    reason = _reason(values.get("reason", "-"))
    fr, en = _Values({**values, "reason": reason.fr}), _Values({**values, "reason": reason.en})
    return Bilingual(fr=text.fr.format_map(fr), en=text.en.format_map(en))


def _reason(word: str) -> Bilingual:
    """The journal's word for what cut a play short, as people say it; a word that is none of these stays."""
    return catalogue().get(f"{REASON}{word}") or Bilingual(fr=word, en=word)
