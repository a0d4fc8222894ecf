"""The rules of API Mesures 1.5.2 for one Observation, with its texts; R4 and the profiles are the engine's affair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.issue import Issue, error, warning
from sandbox.fhir.profiles import (
    BMI,
    CODES,
    EXTENSION_PREFIX,
    LOINC,
    MES_PREFIX,
    OBSERVATION_CATEGORY,
    OLDER_PREFIX,
    SYSTEMS,
    UCUM,
    MeasureProfile,
    profile_named,
)
from sandbox.fhir.validation.modifiers import not_understood
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_STATUSES: Final = (
    "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown",
)  # fmt: skip
_MOMENT: Final = ("mesures-moment-of-measurement", "ENS_MomentOfMeasurement")
_NUMBER_OF_DAYS: Final = ("mesures-number-of-days", "ENS_NumberOfDays")


@dataclass(frozen=True)
class Pairing:
    """What the request was authorized for."""

    assign_auth: str
    idpe: str
    solution_oid: str


def check(observation: JsonObject, pairing: Pairing) -> list[Issue]:
    """Check an Observation; every rule speaks, so that an app learns of all its faults at once."""
    issues = [*not_understood(observation), *(issue for rule in _COMMON_RULES for issue in rule(observation))]
    issues += _source_is_the_solutions(observation, pairing)
    issues += _subject_is_the_paired_patient(observation, pairing)
    if has_coding(object_at(observation, "code"), (LOINC,), BMI) or _profile(observation) is _BMI_PROFILE:
        return [*issues, error("not-supported", "Bmi observation cannot be created.", "Observation.code")]
    profile = _profile(observation)
    if profile is None:
        return issues
    for rule in _PROFILE_RULES:
        issues += rule(observation, profile)
    return issues


def has_coding(concept: JsonValue, systems: tuple[str, ...], code: str) -> bool:
    """Tell whether a CodeableConcept holds a code of one of these systems."""
    return any(
        text_at(coding, "system") in systems and text_at(coding, "code") == code
        for coding in list_at(concept, "coding")
    )


def measure_code(observation: JsonObject) -> str | None:
    """Return the code of the measure, as the Observation's profile takes it; None when profile or code is missing."""
    profile = _profile(observation)
    return _code(observation, profile) if profile else None


def _profile(observation: JsonObject) -> MeasureProfile | None:
    named = list_at(object_at(observation, "meta"), "profile")
    known = (profile_named(canonical) for canonical in named if isinstance(canonical, str))
    return next((profile for profile in known if profile), None)


_BMI_PROFILE: Final = profile_named(f"{MES_PREFIX}mes-observation-bmi")


def _profile_is_named(observation: JsonObject) -> Iterator[Issue]:
    where = "Observation.meta.profile"
    named = list_at(object_at(observation, "meta"), "profile")
    if not named:
        yield error("invalid", "Observation must provide meta.profile value.", where)
    elif _profile(observation) is None:
        yield error("invalid", "Observation.meta.profile is none of the profiles of API Mesures", where)
    elif not any(isinstance(canonical, str) and canonical.startswith(MES_PREFIX) for canonical in named):
        say = warning if inferred().measures.accept_older_profiles else error
        yield say("business-rule", f"Observation.meta.profile is of the older form ({OLDER_PREFIX}...)", where)


def _status_is_known(observation: JsonObject) -> Iterator[Issue]:
    if text_at(observation, "status") is None:
        yield error("required", "Observation.status is mandatory", "Observation.status")
    elif observation["status"] not in _STATUSES:
        yield error("code-invalid", "Observation.status is none of observation-status", "Observation.status")


def _category_is_vital_signs(observation: JsonObject) -> Iterator[Issue]:
    categories = list_at(observation, "category")
    if not any(has_coding(category, (OBSERVATION_CATEGORY,), "vital-signs") for category in categories):
        yield error("required", "Observation.category must hold vital-signs", "Observation.category")


def _effective_is_a_moment(observation: JsonObject) -> Iterator[Issue]:
    written = text_at(observation, "effectiveDateTime")
    where = "Observation.effectiveDateTime"
    if written is None:
        yield error("required", "Observation.effectiveDateTime is mandatory", where)
        return
    instants = instants_of(written)
    if instants is None:
        yield error("value", "Observation.effectiveDateTime is not a FHIR dateTime", where)
    elif instants.precision in {"year", "month"}:
        yield error("value", "Observation.effectiveDateTime must be precise to the day at least (vs-1)", where)


_COMMON_RULES: tuple[Callable[[JsonObject], Iterator[Issue]], ...] = (
    _profile_is_named,
    _status_is_known,
    _category_is_vital_signs,
    _effective_is_a_moment,
)


def _source_is_the_solutions(observation: JsonObject, pairing: Pairing) -> Iterator[Issue]:
    source = object_at(observation, "meta").get("source")
    if source is None:
        return
    oid = source.removeprefix("urn:oid:") if isinstance(source, str) else ""
    if oid != pairing.solution_oid and not oid.startswith(f"{pairing.solution_oid}."):
        yield error(
            "value",
            "Solution oid contains in Observation.meta.source don't belong to root editor oid "
            f"({pairing.solution_oid}).",
            "Observation.meta.source",
        )


def _subject_is_the_paired_patient(observation: JsonObject, pairing: Pairing) -> Iterator[Issue]:
    subject = object_at(observation, "subject")
    identifier = object_at(subject, "identifier")
    system, value = text_at(identifier, "system"), text_at(identifier, "value")
    if not system or not value:
        text = "Observation.subject.identifier is mandatory."
        yield error("invalid", text, "Observation.subject.identifier")
    elif (system, value) != (pairing.assign_auth, pairing.idpe):
        text = "idPe requested do not match authorized idPe."
        yield error("forbidden", text, "Observation.subject.identifier")
    if "reference" in subject:
        text = "Observation.subject.reference is not used: the patient is known by identifier"
        yield error("invalid", text, "Observation.subject.reference")


def _code_is_the_profiles(observation: JsonObject, profile: MeasureProfile) -> Iterator[Issue]:
    codings = list_at(object_at(observation, "code"), "coding")
    told = {text_at(one, "code") for one in codings if text_at(one, "system") in SYSTEMS} & set(CODES)
    if len(told) > 1:
        yield error("code-invalid", "Observation.code must hold the code of one measure only", "Observation.code")
    if _code(observation, profile) is None:
        codes = " or ".join(profile.units)
        yield error("code-invalid", f"Observation.code must hold {codes} for {profile.name}", "Observation.code")


def _value_is_given(observation: JsonObject, profile: MeasureProfile) -> Iterator[Issue]:
    if profile.components:
        yield from _components_are_given(observation, profile)
        return
    code = _code(observation, profile)
    units = {profile.units[code]} if code else set(profile.units.values())
    yield from _quantity(observation.get("valueQuantity"), units, "Observation.valueQuantity")


def _components_are_given(observation: JsonObject, profile: MeasureProfile) -> Iterator[Issue]:
    for name in observation:
        if name.startswith("value"):
            yield error("invalid", f"Observation.{name} is not used by {profile.name}", f"Observation.{name}")
    components = list_at(observation, "component")
    for code in profile.components:
        held = [part for part in components if has_coding(object_at(part, "code"), (LOINC,), code)]
        quantity = held[0].get("valueQuantity") if held and isinstance(held[0], dict) else None
        where = f"Observation.component.where(code.coding.code='{code}').valueQuantity"
        yield from _quantity(quantity, set(profile.units.values()), where)
        if len(held) > 1:
            yield error("invalid", f"Observation.component holds {code} more than once", "Observation.component")


def _quantity(quantity: JsonValue, units: set[str], where: str) -> Iterator[Issue]:
    value = quantity.get("value") if isinstance(quantity, dict) else None
    if not isinstance(quantity, dict) or value is None:
        yield error("value", "Observation value quantity not provided.", where)
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield error("value", "Quantity.value must be a number", f"{where}.value")
    if not text_at(quantity, "unit"):
        yield error("required", "Quantity.unit is mandatory", f"{where}.unit")
    if text_at(quantity, "system") != UCUM:
        yield error("value", f"Quantity.system must be {UCUM}", f"{where}.system")
    if text_at(quantity, "code") not in units:
        yield error("code-invalid", f"Quantity.code must be {' or '.join(sorted(units))}", f"{where}.code")


def _glucose_context_fits(observation: JsonObject, profile: MeasureProfile) -> Iterator[Issue]:
    code = _code(observation, profile)
    if code not in profile.glucose:
        return
    wants = dict(zip(("moment", "numberOfDays"), profile.glucose[code], strict=True))
    given = {
        "moment": _has_extension(observation, _MOMENT),
        "numberOfDays": _has_extension(observation, _NUMBER_OF_DAYS),
    }
    for name, wanted in wants.items():
        if wanted and not given[name]:
            yield error("incomplete", f"Observation.extension.{name} is mandatory.", "Observation.extension")
        if given[name] and not wanted:
            yield error("invalid", f"Observation.extension.{name} cannot be added.", "Observation.extension")


_PROFILE_RULES: tuple[Callable[[JsonObject, MeasureProfile], Iterator[Issue]], ...] = (
    _code_is_the_profiles,
    _value_is_given,
    _glucose_context_fits,
)


def _code(observation: JsonObject, profile: MeasureProfile) -> str | None:
    concept = object_at(observation, "code")
    return next((code for code in profile.units if has_coding(concept, SYSTEMS, code)), None)


def _has_extension(observation: JsonObject, names: tuple[str, str]) -> bool:
    urls = {EXTENSION_PREFIX + names[0], OLDER_PREFIX + names[1]}
    return any(text_at(extension, "url") in urls for extension in list_at(observation, "extension"))
