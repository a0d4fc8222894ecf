"""Observation and Device, as API Mesures 1.5.2 serves them; and the measures of a record, written as Observations."""

import uuid
from typing import Final

from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.profiles import (
    BLOOD_PRESSURE,
    BMI,
    BODY_WEIGHT,
    DIASTOLIC,
    LOINC,
    OBSERVATION_CATEGORY,
    PHD_DEVICE,
    PROFILES,
    SYSTOLIC,
    UCUM,
    MeasureProfile,
)
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.measures import BodyWeight, Measure
from sandbox.people.persona import Persona

OBSERVATION: Final = ResourceKind(
    "Observation",
    frozenset({"search-type", "create"}),
    (
        SearchParameter("code", "token", "code", says="Mandatory. LOINC code of the measure."),
        SearchParameter("date", "date", "effectiveDateTime", says="Mode all: two bounds, ge or gt and le or lt."),
        SearchParameter("device", "reference", "device", ("Device",)),
    ),
    tuple(profile.canonical for profile in PROFILES),
    patient=("subject",),
    moment="date",
    ordinary=False,
    includes=("Observation:device",),
    says=f"Created in a transaction of API Mesures only; {BMI} is never created.",
)
DEVICE: Final = ResourceKind(
    "Device",
    frozenset({"create"}),
    (SearchParameter("identifier", "token", "identifier"),),
    (PHD_DEVICE,),
    ordinary=False,
    says="Created in a transaction of API Mesures only, with ifNoneExist.",
)
_SPACE_ITSELF = "urn:oid:2.999.250"  # meta.source of what people typed into the space themselves


def history_of(persona: Persona) -> list[JsonObject]:
    """Write the measures that a person's space holds from the start, with stable ids."""
    return [_observation(measure, f"{persona.id}/{number}") for number, measure in enumerate(persona.measures)]


def _observation(measure: Measure, seed: str) -> JsonObject:
    profile = BODY_WEIGHT if isinstance(measure, BodyWeight) else BLOOD_PRESSURE
    return {
        "resourceType": "Observation",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"poincon/{seed}")),
        "meta": {
            "versionId": "1",
            "lastUpdated": measure.taken.isoformat(),
            "source": _SPACE_ITSELF,
            "profile": [profile.canonical],
        },
        "status": "final",
        "category": [{"coding": [{"system": OBSERVATION_CATEGORY, "code": "vital-signs"}]}],
        "code": _loinc(next(iter(profile.units))),
        "subject": {"identifier": PATIENT_IDENTIFIER},
        "effectiveDateTime": measure.taken.isoformat(),
        **_values(measure, profile),
    }


def _values(measure: Measure, profile: MeasureProfile) -> JsonObject:
    unit = next(iter(profile.units.values()))
    if isinstance(measure, BodyWeight):
        return {"valueQuantity": _quantity(float(measure.value), unit)}
    return {
        "component": [
            {"code": _loinc(SYSTOLIC), "valueQuantity": _quantity(measure.systolic, unit)},
            {"code": _loinc(DIASTOLIC), "valueQuantity": _quantity(measure.diastolic, unit)},
        ]
    }


def _loinc(code: str) -> JsonObject:
    return {"coding": [{"system": LOINC, "code": code}]}


def _quantity(value: float, unit: str) -> JsonObject:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}
