"""FHIR-06 to 12, 18, 27, 28, 34 to 37: a search returns one more resource, which is not a measure like the others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Final, Literal

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

Oddity = Literal[
    "entered_in_error",
    "cancelled",
    "modifier_extension",
    "implicit_rules",
    "unknown_extension",
    "other_type",
    "ill_formed",
    "outcome",
    "twice",
    "script_in_narrative",
    "script_in_words",
    "without_value",
    "comparator",
    "pounds",
    "unknown_system",
    "before_clock_change",
    "after_clock_change",
    "month_only",
]
MARKUP: Final = '<img src="/poincon-markup" onerror="poinconMarkup()"><script>poinconMarkup()</script>'
_EXTENSION: Final[JsonObject] = {"url": "https://example.org/fhir/StructureDefinition/unknown", "valueBoolean": True}


@dataclass(frozen=True)
class SearchOddObservation:
    """Puts in front of the matches a copy of the latest of them with a `value` of its own and one oddity.

    One without a value comes behind the latest, whose value a careless reader would take over.
    """

    id: ClassVar[str] = "search_odd_observation"
    oddity: Oddity = "entered_in_error"
    value: float = 31.17

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with one resource more; unchanged if it has no measure of one value to copy."""
        entries = list_at(search.bundle, "entry")
        models = [entry for entry in entries if object_at(object_at(entry, "resource"), "valueQuantity")]
        if not models:
            return search
        model = max(models, key=lambda entry: text_at(object_at(entry, "resource"), "effectiveDateTime") or "")
        total = search.bundle.get("total")
        told = {"total": total + 1} if isinstance(total, int) else {}
        place = entries.index(model) + 1 if self.oddity == "without_value" else 0
        entry = [*entries[:place], self._odd(model), *entries[place:]]
        return replace(search, bundle={**search.bundle, **told, "entry": entry})

    def _odd(self, model: JsonValue) -> JsonObject:
        entry, resource = dict(model) if isinstance(model, dict) else {}, object_at(model, "resource")
        if self.oddity == "twice":
            return entry
        if self.oddity == "outcome":
            return {"resource": _warning(), "search": {"mode": "outcome"}}
        copy = resource | {"id": f"odd-{self.oddity.replace('_', '-')}"}
        copy["valueQuantity"] = object_at(resource, "valueQuantity") | {"value": self.value}
        url = (text_at(entry, "fullUrl") or "").rpartition("/")[0]
        return entry | {"fullUrl": f"{url}/{copy['id']}", "resource": _ODDITIES[self.oddity](copy)}


def _warning() -> JsonObject:
    text = "Some of the record could not be searched."
    issue: JsonObject = {"severity": "warning", "code": "incomplete", "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _ill_formed(resource: JsonObject) -> JsonObject:
    """Leave out what must be there, and give the rest other types than FHIR does."""
    kept = {name: resource[name] for name in ("resourceType", "id", "subject")}
    value = object_at(resource, "valueQuantity").get("value")
    return kept | {"status": ["final"], "code": "29463-7", "effectiveDateTime": 20260101, "valueQuantity": f"{value}"}


def _without_value(resource: JsonObject) -> JsonObject:
    reason: JsonObject = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-performed"}
    kept = {name: value for name, value in resource.items() if name != "valueQuantity"}
    return kept | {"dataAbsentReason": {"coding": [reason]}}


def _comparator(resource: JsonObject) -> JsonObject:
    return resource | {"valueQuantity": object_at(resource, "valueQuantity") | {"comparator": "<"}}


def _pounds(resource: JsonObject) -> JsonObject:
    return resource | {"valueQuantity": object_at(resource, "valueQuantity") | {"unit": "lb", "code": "[lb_av]"}}


def _unknown_system(resource: JsonObject) -> JsonObject:
    codings = list_at(object_at(resource, "code"), "coding")
    code = text_at(codings[0], "code") if codings else None
    return resource | {"code": {"coding": [{"system": "https://example.org/fhir/CodeSystem/unknown", "code": code}]}}


def _script_in_words(resource: JsonObject) -> JsonObject:
    code = object_at(resource, "code")
    codings: list[JsonValue] = [
        {**coding, "display": MARKUP} for coding in list_at(code, "coding") if isinstance(coding, dict)
    ]
    return resource | {"code": {**code, "coding": codings, "text": MARKUP}, "note": [{"text": MARKUP}]}


def _script_in_narrative(resource: JsonObject) -> JsonObject:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>Body weight</p>{MARKUP}</div>'
    return resource | {"text": {"status": "generated", "div": div}}


def _clock_change(resource: JsonObject) -> date:
    """Return the last Sunday of October before the measure: the clocks of Europe go back that night."""
    taken = date.fromisoformat((text_at(resource, "effectiveDateTime") or "2026-01-01")[:10])
    for year in (taken.year, taken.year - 1):
        end = date(year, 10, 31)
        sunday = end - timedelta(days=(end.weekday() + 1) % 7)
        if sunday < taken:
            return sunday
    return sunday


def _before_clock_change(resource: JsonObject) -> JsonObject:
    """Half past midnight in Paris, on the day of the change: the day before in UTC."""
    day = _clock_change(resource) - timedelta(days=1)
    return resource | {"effectiveDateTime": f"{day.isoformat()}T22:30:00Z"}


def _after_clock_change(resource: JsonObject) -> JsonObject:
    """Half past eleven in the evening in Paris, on the same day: the day after in summer time."""
    return resource | {"effectiveDateTime": f"{_clock_change(resource).isoformat()}T22:30:00Z"}


def _month_only(resource: JsonObject) -> JsonObject:
    """Nobody knows the day (FHIR R4, 2.24.0.1: a dateTime may be partial)."""
    return resource | {"effectiveDateTime": f"{_clock_change(resource).year}-09"}


_ODDITIES: Final[dict[str, Callable[[JsonObject], JsonObject]]] = {
    "entered_in_error": lambda one: one | {"status": "entered-in-error"},
    "cancelled": lambda one: one | {"status": "cancelled"},
    "modifier_extension": lambda one: one | {"modifierExtension": [_EXTENSION]},
    "implicit_rules": lambda one: one | {"implicitRules": "https://example.org/fhir/rules/unknown"},
    "unknown_extension": lambda one: one | {"extension": [_EXTENSION]},
    "other_type": lambda one: one | {"resourceType": "Basic"},
    "ill_formed": _ill_formed,
    "script_in_narrative": _script_in_narrative,
    "script_in_words": _script_in_words,
    "without_value": _without_value,
    "comparator": _comparator,
    "pounds": _pounds,
    "unknown_system": _unknown_system,
    "before_clock_change": _before_clock_change,
    "after_clock_change": _after_clock_change,
    "month_only": _month_only,
}
