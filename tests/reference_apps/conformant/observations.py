"""What can be read of an Observation that somebody else wrote, and how it is put to a person. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LOINC = "http://loinc.org"
BODY_WEIGHT = "29463-7"
VALID = frozenset({"final", "amended", "corrected"})
LIMITS = {"<": "moins de ", "<=": "au plus ", ">": "plus de ", ">=": "au moins "}


def member(node: Any, *names: str) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    """The object at the end of these names; an empty one when there is none."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def items(node: Any, name: str) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    """The list of that name; an empty one when there is none."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, list) else []


def is_body_weight(observation: dict[str, Any]) -> bool:
    """Whether it is coded as one, by the system that the code belongs to (FHIR R4 Coding)."""
    codings = [coding for coding in items(member(observation, "code"), "coding") if isinstance(coding, dict)]
    return any((coding.get("system"), coding.get("code")) == (LOINC, BODY_WEIGHT) for coding in codings)


def day_of(observation: dict[str, Any]) -> str:
    """The day in Paris; of a partial date what is known of it; nothing when it cannot be read."""
    written = observation.get("effectiveDateTime")
    if not isinstance(written, str):
        return "date inconnue"
    if "T" not in written:
        return "/".join(reversed(written.split("-")))
    try:
        return datetime.fromisoformat(written).astimezone(PARIS).strftime("%d/%m/%Y")
    except ValueError:
        return "date inconnue"


def value_of(observation: dict[str, Any]) -> str:
    """The value as it was written: with its unit, and with what limits it."""
    quantity = member(observation, "valueQuantity")
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "valeur non communiquée"
    limit = LIMITS.get(str(quantity.get("comparator")), "")
    unit = quantity.get("unit") or quantity.get("code") or "(unité inconnue)"
    return f"{limit}{value} {unit}"
