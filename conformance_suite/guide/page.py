"""The page as HTML, in one of the two languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from conformance_suite.guide.words import words

if TYPE_CHECKING:
    from conformance_suite.guide.board import Sheet

Language = Literal["fr", "en"]
_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


def linked(text: str) -> Markup:
    """A text as HTML, its addresses as links."""
    parts, at = [], 0
    for found in _URL.finditer(text):
        link = Markup('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>')
        parts += [escape(text[at : found.start()]), link.format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


_ENVIRONMENT.filters["linked"] = linked


@dataclass(frozen=True)
class Subject:
    """What the page is about: the app, and whom its device has to trust."""

    app: str
    ca_bundle: Path | None  # known once the space serves


def render(sheet: Sheet, subject: Subject, language: Language, *, late: bool = False) -> str:
    """The page; `late` tells that an answer came for a step that had one."""
    return _ENVIRONMENT.get_template("guide.html").render(
        sheet=sheet,
        app=subject.app,
        lang=language,
        late=late,
        say=partial(_say, language),
    )


def _say(language: Language, key: str, **values: int) -> str:
    return words(key, **values)[language]
