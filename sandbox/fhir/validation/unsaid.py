"""One fault is told once: the rules of an API speak first, in its words, and the engine adds what they did not say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sandbox.fhir.issue import Issue
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonValue

_ENTRY = re.compile(r"Bundle\.entry\[([0-9]+)\]\.resource")
_NUMBER_OR_FILTER = re.compile(r"\[[0-9]+\]|\.where\([^)]*\)")
# An invariant of a whole resource is said when one of the elements that it speaks of was.
_SPEAKS_OF: Final = {"(vs-2)": ("Observation.valueQuantity", "Observation.component.valueQuantity")}


def unsaid(told: Iterable[Issue], found: Iterable[Issue], entries: Sequence[JsonValue]) -> Iterator[Issue]:
    """Give what the engine found in a Bundle and the rules did not tell.

    Args:
        told: what the rules told; their places start at a resource, such as `Observation.status`.
        found: what the engine found in the Bundle.
        entries: those of the Bundle, by whose resources the engine's places are named as the rules name theirs.
    """
    places = {_plain(issue.expression) for issue in told}
    for issue in found:
        place = _in_its_resource(issue.expression, entries)
        named = replace(issue, expression=place, diagnostics=issue.diagnostics.replace(issue.expression, place, 1))
        if not _is_said(named, places):
            yield named


def _in_its_resource(expression: str, entries: Sequence[JsonValue]) -> str:
    match = _ENTRY.match(expression)
    if match is None:
        return expression
    kind = text_at(object_at(entries[int(match[1])], "resource"), "resourceType")
    return f"{kind}{expression[match.end() :]}" if kind else expression


def _is_said(issue: Issue, places: set[str]) -> bool:
    place = _plain(issue.expression)
    if any(issue.diagnostics.endswith(key) and places.intersection(spoken) for key, spoken in _SPEAKS_OF.items()):
        return True
    if "." not in place:  # of a whole resource: whatever was said in it would be near
        return False
    # Said is the very element, what holds it, or what it lacks.
    return any(
        place == said
        or said.startswith(f"{place}.")
        or (said.startswith(place) and said[len(place)].isupper())  # an element of several types, by one of them
        or (issue.code == "required" and "." in said and place.startswith(f"{said}."))
        for said in places
    )


def _plain(expression: str) -> str:
    return _NUMBER_OR_FILTER.sub("", expression)
