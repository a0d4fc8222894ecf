"""The forms of a report: the file that each is kept in, and who writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.formats import junit, oscal, sarif, text
from conformance_suite.report import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.formats.told import Told

FILES = {
    "text": "report.txt",
    "junit": "junit.xml",
    "json": "report.json",
    "sarif": "report.sarif",
    "html": "report.html",
    "oscal": "report.oscal.json",
}


def renderers(language: text.Language) -> dict[str, Callable[[Told], str]]:
    """Who writes each form."""
    return {
        "text": lambda told: text.render(told.report, language),
        "junit": junit.render,
        "json": lambda told: to_json(told.report),
        "sarif": lambda told: sarif.render(told, language),
        "html": lambda told: _page(told, language),
        "oscal": lambda told: oscal.render(told, language),
    }


def _page(told: Told, language: text.Language) -> str:
    from conformance_suite.formats import html  # noqa: PLC0415 - the library of templates, for whoever wants a page

    return html.render(told, language)
