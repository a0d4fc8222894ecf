"""Measures written as FHIR Observations."""

import uuid

from sandbox.fhir.profiles import (
    BLOOD_PRESSURE,
    BODY_WEIGHT,
    DIASTOLIC,
    LOINC,
    OBSERVATION_CATEGORY,
    SYSTOLIC,
    UCUM,
    MeasureProfile,
)
from sandbox.json_value import JsonObject
from sandbox.people.measures import BodyWeight, Measure
from sandbox.people.persona import Persona

_SPACE_ITSELF = "urn:oid:2.999.250"  # meta.source of what people typed into the space themselves


def history_of(persona: Persona) -> list[JsonObject]:
    """Write the measures that a person's space holds from the start, with stable ids and without a subject."""
    return [_observation(measure, f"{persona.id}/{number}") for number, measure in enumerate(persona.measures)]


def with_subject(observation: JsonObject, assign_auth: str, idpe: str) -> JsonObject:
    """Name the patient in an Observation as one solution knows them."""
    return {**observation, "subject": {"identifier": {"system": assign_auth, "value": idpe}}}


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
