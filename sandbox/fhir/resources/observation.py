"""Observation and Device, as API Mesures 1.5.2 serves them; and the measures of a record, written as Observations."""

import uuid
from decimal import Decimal
from typing import Final

from sandbox.fhir.json_text import WrittenNumber
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.profiles import (
    BMI,
    CODES,
    DIASTOLIC,
    EXTENSION_PREFIX,
    LOINC,
    MED,
    OBSERVATION_CATEGORY,
    PHD_DEVICE,
    PROFILES,
    SYSTOLIC,
    UCUM,
)
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.measures import (
    BloodGlucose,
    BloodPressure,
    BodyHeight,
    BodyMassIndex,
    BodyTemperature,
    BodyWeight,
    GlucoseDays,
    GlucoseManagementIndex,
    GlucoseMoment,
    GlycatedHaemoglobin,
    HeadCircumference,
    HealthMeasure,
    HeartRate,
    InterstitialGlucose,
    PainSeverity,
    StepsByDay,
    WaistCircumference,
)
from sandbox.people.record import Record

OBSERVATION: Final = ResourceKind(
    "Observation",
    frozenset({"search-type"}),
    (
        SearchParameter("subject.identifier", "token", (), says="Mandatory. AssignAuth|idPe of the paired patient."),
        SearchParameter("code", "token", "code", says="Mandatory. LOINC code of the measure."),
        SearchParameter("date", "date", "effectiveDateTime", says="Mode all: two bounds, ge or gt and le or lt."),
        SearchParameter("device", "reference", "device", ("Device",), told=False),
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
    frozenset(),
    (SearchParameter("identifier", "token", "identifier"),),
    (PHD_DEVICE,),
    may_name=("patient",),
    nameless=True,  # what an app says of a device is of this person's record: another person's app must not read it
    ordinary=False,
    says="Created in a transaction of API Mesures only, with ifNoneExist.",
)
_SPACE_ITSELF: Final = "urn:oid:2.999.250"  # meta.source of what people typed into the space themselves
_CODES: Final[dict[type[HealthMeasure], str]] = {
    BodyWeight: "29463-7",
    BloodPressure: "85354-9",
    BodyHeight: "8302-2",
    BodyMassIndex: BMI,
    BodyTemperature: "8310-5",
    BloodGlucose: "2345-7",
    InterstitialGlucose: "MED-969",
    GlycatedHaemoglobin: "4548-4",
    GlucoseManagementIndex: "MED-972",
    PainSeverity: "72514-3",
    StepsByDay: "41950-7",
    WaistCircumference: "8280-0",
    HeadCircumference: "8287-5",
    HeartRate: "8867-4",
}
_UNIT_WORDS: Final = {"1": "Level", "1/(24.h)": "steps/day"}  # where API Mesures calls a unit otherwise than UCUM
_NOS: Final = "https://mos.esante.gouv.fr/NOS"
_ANS_LOINC: Final = f"{_NOS}/TRE_A04-Loinc/FHIR/TRE-A04-Loinc"
_MOMENTS: Final[dict[GlucoseMoment, tuple[str, str]]] = {  # JDV_J157
    "fasting": (_ANS_LOINC, "53049-3"),
    "before_meal": (_ANS_LOINC, "88365-2"),
    "after_meal": (_ANS_LOINC, "16915-1"),
    "after_exercise": (_ANS_LOINC, "LA11865-5"),
    "unwell": (f"{_NOS}/TRE_R313-CISP2/FHIR/TRE-R313-CISP2", "A05"),
}
_TAASIP: Final = f"{_NOS}/TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP"
_DAYS: Final[dict[GlucoseDays, str]] = {7: "GEN-275", 14: "GEN-276", 30: "GEN-277", 90: "GEN-278"}  # JDV_J164


def history_of(person: str, record: Record) -> list[JsonObject]:
    """Write the measures that a person's record holds from the start, with stable ids."""
    return [_observation(measure, f"{person}/{number}") for number, measure in enumerate(record.measures)]


def _observation(measure: HealthMeasure, seed: str) -> JsonObject:
    code = _CODES[type(measure)]
    context = _context(measure)
    return {
        "resourceType": "Observation",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"poincon/{seed}")),
        "meta": {
            "versionId": "1",
            "lastUpdated": measure.taken.isoformat(),
            "source": _SPACE_ITSELF,
            "profile": [CODES[code].canonical],
        },
        **({"extension": [context]} if context else {}),
        "status": "final",
        "category": [{"coding": [{"system": OBSERVATION_CATEGORY, "code": "vital-signs"}]}],
        "code": _coded(code),
        "subject": {"identifier": PATIENT_IDENTIFIER},
        "effectiveDateTime": measure.taken.isoformat(),
        **_values(measure, CODES[code].units[code]),
    }


def _context(measure: HealthMeasure) -> JsonObject | None:
    """Write the extension that the glucose rules of API Mesures demand (2.2.8)."""
    if isinstance(measure, BloodGlucose):
        system, code = _MOMENTS[measure.moment]
        return _extension("mesures-moment-of-measurement", system, code)
    if isinstance(measure, InterstitialGlucose | GlucoseManagementIndex):
        return _extension("mesures-number-of-days", _TAASIP, _DAYS[measure.days])
    return None


def _extension(name: str, system: str, code: str) -> JsonObject:
    return {"url": EXTENSION_PREFIX + name, "valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def _values(measure: HealthMeasure, unit: str) -> JsonObject:
    if isinstance(measure, BloodPressure):
        return {
            "component": [
                {"code": _coded(SYSTOLIC), "valueQuantity": _quantity(measure.systolic, unit)},
                {"code": _coded(DIASTOLIC), "valueQuantity": _quantity(measure.diastolic, unit)},
            ]
        }
    return {"valueQuantity": _quantity(measure.value, unit)}


def _coded(code: str) -> JsonObject:
    return {"coding": [{"system": MED if code.startswith("MED-") else LOINC, "code": code}]}


def _quantity(value: Decimal | int, unit: str) -> JsonObject:
    written = WrittenNumber(str(value)) if isinstance(value, Decimal) else value
    return {"value": written, "unit": _UNIT_WORDS.get(unit, unit), "system": UCUM, "code": unit}
