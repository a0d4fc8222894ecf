from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.measures import (
    DEVICE_ID,
    MES,
    OLDER,
    bundle,
    changed,
    entry,
    observation,
    pressure,
    quantity,
    scale,
    weighed,
    weight,
)
from hypothesis import given
from hypothesis import strategies as st

from sandbox.fhir import observation_rules
from sandbox.fhir.profiles import BMI, PROFILES, MeasureProfile
from sandbox.fhir.validation.measure_write import validate_measure_write
from sandbox.fhir.validation.outcome import outcome
from sandbox.inferred import inferred

if TYPE_CHECKING:
    from sandbox.fhir.issue import Issue
    from sandbox.json_value import JsonValue

PAIRING = {"assign_auth": "urn:oid:2.999.250.2.1", "idpe": "idpe-1", "solution_oid": "2.999.250.1.1"}
EXTENSIONS = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/"
NOS = "https://mos.esante.gouv.fr/NOS/"
MOMENT = {
    "url": EXTENSIONS + "mesures-moment-of-measurement",
    "valueCodeableConcept": {"coding": [{"system": NOS + "TRE_A04-Loinc/FHIR/TRE-A04-Loinc", "code": "53049-3"}]},
}
DAYS = {
    "url": EXTENSIONS + "mesures-number-of-days",
    "valueCodeableConcept": {"coding": [{"system": NOS + "TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP", "code": "GEN-276"}]},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def issues_of(body: JsonValue) -> tuple[Issue, ...]:
    return validate_measure_write(body, **PAIRING)


def errors_of(body: JsonValue) -> list[tuple[str, str]]:
    return [(issue.code, issue.diagnostics) for issue in issues_of(body) if issue.severity == "error"]


@pytest.mark.parametrize(
    "body",
    [
        bundle(weight(PAIRING)),
        bundle(pressure(PAIRING)),
        weighed(PAIRING),
        bundle(weight(PAIRING, value=71)),
        bundle(weight(PAIRING, effectiveDateTime="2026-05-04")),
        bundle(weight(PAIRING, effectiveDateTime="2026-05-04T05:30:00.123Z")),
        bundle(changed(weight(PAIRING), "meta.source", "2.999.250.1.1")),
        bundle(changed(weight(PAIRING), "meta.source", "urn:oid:2.999.250.1.1.7")),
        bundle(changed(weight(PAIRING), "meta.profile", [MES + "mes-observation-bodyweight|1.5.2"])),
        bundle(weight(PAIRING, note=[{"text": "<script>alert(1)</script>"}])),
    ],
)
def test_a_write_as_the_specification_has_it_is_valid(body: JsonValue) -> None:
    assert issues_of(body) == ()
    assert outcome(issues_of(body)) == "valid"


@pytest.mark.parametrize("name", ["ENS_FrObservationBodyWeight"])
def test_the_older_name_of_a_profile_is_valid_with_a_warning(name: str) -> None:
    issues = issues_of(bundle(changed(weight(PAIRING), "meta.profile", [OLDER + name])))

    assert [issue.severity for issue in issues] == ["warning"]
    assert outcome(issues) == "valid"


def test_the_older_name_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    values = inferred()
    strict = replace(values, measures=replace(values.measures, accept_older_profiles=False))
    monkeypatch.setattr(observation_rules, "inferred", lambda: strict)
    older = changed(weight(PAIRING), "meta.profile", [OLDER + "ENS_FrObservationBodyWeight"])

    assert outcome(issues_of(bundle(older))) == "invalid"


def test_what_these_rules_do_not_know_is_not_checked_rather_than_refused() -> None:
    moment = {
        "url": EXTENSIONS + "mesures-moment-of-measurement",
        "valueCodeableConcept": {"coding": [{"system": NOS + "TRE_A04-Loinc/FHIR/TRE-A04-Loinc", "code": "1-8"}]},
    }
    glucose = observation(
        PAIRING, "mes-observation-glucose", "2345-7", valueQuantity=quantity(95, "mg/dL"), extension=[moment]
    )

    issues = issues_of(bundle(glucose))

    assert outcome(issues) == "not_checked"
    assert issues[0].diagnostics.startswith("Not checked: ")


WEIGHED = weighed(PAIRING)
LINKED = weight(PAIRING, device={"reference": f"Device/{DEVICE_ID}"})
NOT_LINKED = "Observation and device not linked by id (Observation.device.reference <-> Device.id)"
IF_NONE_EXIST = "Device request must have a valid IfNoneExist attribute : identifier=urn:oid:<OID>|<DEVICE ID>"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            bundle(
                weight(PAIRING), {"resource": {"resourceType": "Patient"}, "request": {"method": "POST", "url": "P"}}
            ),
            ("not-supported", "Resource of type Patient is not acceptable with method POST."),
        ),
        (
            changed(bundle(weight(PAIRING)), "entry.0.request.method", "PUT"),
            ("not-supported", "Resource of type Observation is not acceptable with method PUT."),
        ),
        (changed(WEIGHED, "entry.0.request.ifNoneExist", None), ("invalid", IF_NONE_EXIST)),
        (changed(WEIGHED, "entry.0.request.ifNoneExist", "identifier=FE-ED"), ("invalid", IF_NONE_EXIST)),
        (changed(WEIGHED, "entry.0.request.ifNoneExist", "identifier=urn:oid:1|A"), ("invalid", IF_NONE_EXIST)),
        (changed(WEIGHED, "entry.0.request.ifNoneExist", "identifier=urn:oid:1.2|A b"), ("invalid", IF_NONE_EXIST)),
        (changed(WEIGHED, "entry.0.request.ifNoneExist", "identifier=urn:oid:1.2|A\n"), ("invalid", IF_NONE_EXIST)),
        (bundle(scale()), ("invalid", "Bundle must contains one observation creation (POST)")),
        (bundle(), ("invalid", "Bundle must contains one observation creation (POST)")),
        (
            bundle(weight(PAIRING), pressure(PAIRING)),
            ("invalid", "Bundle must contains one observation creation (POST)"),
        ),
        (bundle(scale(), weight(PAIRING)), ("invalid", "Observation.device.reference is mandatory.")),
        (bundle(scale(id="other"), LINKED), ("invalid", NOT_LINKED)),
        (bundle(LINKED), ("invalid", NOT_LINKED)),
        (
            bundle(changed(weight(PAIRING), "meta.profile", None)),
            ("invalid", "Observation must provide meta.profile value."),
        ),
        (
            bundle(scale(meta={}), LINKED),
            ("invalid", "Device must provide meta.profile value."),
        ),
        (
            bundle(changed(weight(PAIRING), "meta.source", "2.999.250.1.2")),
            (
                "value",
                "Solution oid contains in Observation.meta.source don't belong to root editor oid (2.999.250.1.1).",
            ),
        ),
        (
            bundle(changed(weight(PAIRING), "meta.source", "2.999.250.1.10")),
            (
                "value",
                "Solution oid contains in Observation.meta.source don't belong to root editor oid (2.999.250.1.1).",
            ),
        ),
        (bundle(weight(PAIRING, valueQuantity=None)), ("value", "Observation value quantity not provided.")),
        (
            bundle(weight(PAIRING, valueQuantity=None, dataAbsentReason={"text": "unknown"})),
            ("value", "Observation value quantity not provided."),
        ),
        (bundle(weight(PAIRING, value=None)), ("value", "Observation value quantity not provided.")),
        (bundle(pressure(PAIRING, diastolic=None)), ("value", "Observation value quantity not provided.")),
        (bundle(pressure(PAIRING, component=[])), ("value", "Observation value quantity not provided.")),
        (
            bundle(observation(PAIRING, "mes-observation-bmi", "39156-5", valueQuantity=quantity(22, "kg/m2"))),
            ("not-supported", "Bmi observation cannot be created."),
        ),
        (bundle(weight(PAIRING, subject=None)), ("invalid", "Observation.subject.identifier is mandatory.")),
        (
            bundle(weight(PAIRING, subject={"identifier": {"value": "idpe-1"}})),
            ("invalid", "Observation.subject.identifier is mandatory."),
        ),
        (
            bundle(changed(weight(PAIRING), "subject.identifier.value", "idpe-2")),
            ("forbidden", "idPe requested do not match authorized idPe."),
        ),
        (
            bundle(changed(weight(PAIRING), "subject.identifier.system", "urn:oid:2.999.250.2.2")),
            ("forbidden", "idPe requested do not match authorized idPe."),
        ),
    ],
)
def test_each_refusal_has_the_text_of_the_specification(body: JsonValue, error: tuple[str, str]) -> None:
    assert error in errors_of(body)
    assert outcome(issues_of(body)) == "invalid"


@pytest.mark.parametrize(
    ("code", "extensions", "errors"),
    [
        ("2345-7", [], ["Observation.extension.moment is mandatory."]),
        ("2345-7", [MOMENT], []),
        ("2345-7", [MOMENT, DAYS], ["Observation.extension.numberOfDays cannot be added."]),
        ("MED-969", [], ["Observation.extension.numberOfDays is mandatory."]),
        ("MED-969", [DAYS, MOMENT], ["Observation.extension.moment cannot be added."]),
        ("4548-4", [], []),
        ("4548-4", [MOMENT], ["Observation.extension.moment cannot be added."]),
        ("MED-972", [DAYS], []),
    ],
)
def test_glucose_wants_its_context(code: str, extensions: list[Any], errors: list[str]) -> None:
    unit = "mg/dL" if code in {"2345-7", "MED-969"} else "%"
    written = observation(
        PAIRING, "mes-observation-glucose", code, valueQuantity=quantity(5, unit), extension=extensions or None
    )

    assert [diagnostics for _code, diagnostics in errors_of(bundle(written))] == errors


@pytest.mark.parametrize(
    "body",
    [
        changed(bundle(weight(PAIRING)), "type", "batch"),
        changed(bundle(weight(PAIRING)), "entry.0.fullUrl", None),
        changed(bundle(weight(PAIRING)), "entry.0.request.url", "Patient"),
        bundle(scale(), scale(), LINKED),
        bundle(weight(PAIRING, status="done")),
        bundle(weight(PAIRING, status=None)),
        bundle(weight(PAIRING, category=None)),
        bundle(weight(PAIRING, effectiveDateTime=None)),
        bundle(weight(PAIRING, effectiveDateTime="yesterday")),
        bundle(weight(PAIRING, effectiveDateTime="2026-05")),
        bundle(weight(PAIRING, effectiveDateTime="2026-05-04T07:30:00")),
        bundle(weight(PAIRING, effectiveDateTime="2026-02-30")),
        bundle(weight(PAIRING, value="72.5")),
        bundle(weight(PAIRING, value=True)),
        bundle(changed(weight(PAIRING), "valueQuantity.code", "g")),
        bundle(changed(weight(PAIRING), "valueQuantity.system", None)),
        bundle(changed(weight(PAIRING), "valueQuantity.unit", None)),
        bundle(changed(weight(PAIRING), "code.coding.0.code", "9463-7")),
        bundle(changed(weight(PAIRING), "code.coding.0.system", "http://snomed.info/sct")),
        bundle(changed(weight(PAIRING), "meta.profile", ["http://example.org/mine"])),
        bundle(weight(PAIRING, colour="red")),
        bundle(changed(weight(PAIRING), "subject.reference", "Patient/1")),
        bundle(pressure(PAIRING, valueQuantity=quantity(120, "mm[Hg]"))),
        bundle(changed(pressure(PAIRING), "component.0.valueQuantity.code", "kPa")),
        bundle(changed(weight(PAIRING), "meta.profile", [MES + "mes-observation-bp"])),
        bundle(scale(type=None), LINKED),
        bundle(scale(identifier=None), LINKED),
        bundle(scale(meta={"profile": ["http://example.org/mine"]}), LINKED),
    ],
)
def test_what_a_profile_demands_is_demanded(body: JsonValue) -> None:
    assert outcome(issues_of(body)) == "invalid"


def test_an_app_learns_of_all_its_faults_at_once() -> None:
    poor = weight(PAIRING, status=None, category=None, subject=None, valueQuantity=None, effectiveDateTime=None)

    assert len(errors_of(bundle(poor))) == 5


@pytest.mark.parametrize("body", [None, [], "x", 7, {}, {"resourceType": "Observation"}, {"resourceType": ["Bundle"]}])
def test_no_bundle_is_told_as_such(body: JsonValue) -> None:
    assert errors_of(body) == [("structure", "No bundle provided.")]


@given(JSON)
def test_no_json_breaks_the_rules(body: JsonValue) -> None:
    issues_of(body)
    issues_of({"resourceType": "Bundle", "entry": body})
    issues_of({"resourceType": "Bundle", "entry": [{"resource": body, "request": body}]})


@given(path=st.sampled_from(sorted(WEIGHED["entry"][1]["resource"])), junk=JSON)
def test_no_element_breaks_the_rules(path: str, junk: JsonValue) -> None:
    for body in (WEIGHED, bundle(pressure(PAIRING, device=None))):
        last = len(body["entry"]) - 1
        resource = {**body["entry"][last]["resource"], path: junk, "resourceType": "Observation"}
        issues_of(bundle(*body["entry"][:last], entry(resource)))


def test_the_door_is_pure() -> None:
    """Judges import it: it brings neither web framework nor network with it."""
    looked_for = "{'flask', 'werkzeug', 'requests', 'socket', 'sqlite3', 'authlib'}"
    program = f"import sys, sandbox.fhir.validation.measure_write; print(sorted({looked_for} & set(sys.modules)))"

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "[]"


UNIT_TEXTS = {"72514-3": "Level", "41950-7": "steps/day"}


@pytest.mark.parametrize("profile", [one for one in PROFILES if not one.components and BMI not in one.units])
def test_each_of_the_eleven_measures_is_checked_whole(profile: MeasureProfile) -> None:
    for code, unit in profile.units.items():
        wants = profile.glucose.get(code, (False, False))
        extension = [one for one, wanted in zip((MOMENT, DAYS), wants, strict=True) if wanted]
        value = {**quantity(5, unit), "unit": UNIT_TEXTS.get(code, unit)}
        written = observation(PAIRING, profile.name, code, valueQuantity=value, extension=extension or None)

        assert issues_of(bundle(written)) == (), code
        assert outcome(issues_of(bundle(changed(written, "valueQuantity.code", "x")))) == "invalid"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (bundle(weight(PAIRING, id="a_b")), "Observation.id"),
        (bundle(weight(PAIRING, bodySite="left")), "Observation.bodySite"),
        (bundle(weight(PAIRING, issued="2026")), "Observation.issued"),
        (bundle(weight(PAIRING, note=[{"time": "2026"}])), "Observation.note[0].text"),
        (
            bundle(weight(PAIRING, note=[{"text": "x", "authorReference": {"reference": "#x"}}])),
            "Observation.note[0].authorReference",
        ),
        (bundle(weight(PAIRING, extension=[{"url": "https://e.org"}])), "Observation.extension[0]"),
        (bundle(weight(PAIRING, extension=[])), "Observation.extension"),
        (
            bundle(weight(PAIRING, _status={"extension": [{"url": "u", "valueString": ""}]})),
            "Observation._status.extension[0].valueString",
        ),
        (bundle(changed(weight(PAIRING), "valueQuantity.comparator", "~")), "Observation.valueQuantity.comparator"),
        (bundle(scale(status="broken"), LINKED), "Device.status"),
        (changed(bundle(weight(PAIRING)), "entry.0.fullUrl", "a b"), "Bundle.entry[0].fullUrl"),
        (changed(bundle(weight(PAIRING)), "total", 1), "Bundle"),
    ],
)
def test_what_r4_refuses_is_refused_at_its_place(body: JsonValue, place: str) -> None:
    errors = [issue for issue in issues_of(body) if issue.severity == "error"]

    assert [issue.expression for issue in errors] == [place]
    assert errors[0].diagnostics.startswith(place)


def test_one_fault_is_told_once_in_the_words_of_the_specification() -> None:
    bodies = {
        "Observation value quantity not provided.": bundle(weight(PAIRING, valueQuantity=None)),
        "Quantity.unit is mandatory": bundle(changed(weight(PAIRING), "valueQuantity.unit", None)),
        "Observation.effectiveDateTime is mandatory": bundle(weight(PAIRING, effectiveDateTime=None)),
        "Observation.status is none of observation-status": bundle(weight(PAIRING, status="done")),
        "Observation.subject.identifier is mandatory.": bundle(weight(PAIRING, subject=None)),
        "Observation must provide meta.profile value.": bundle(changed(weight(PAIRING), "meta.profile", None)),
    }
    for text, body in bodies.items():
        assert [diagnostics for _code, diagnostics in errors_of(body)] == [text]
