from __future__ import annotations

import copy
from typing import Any

import pytest
from builders.fhir_resources import SOUND
from builders.measures import MES, OLDER, changed, observation, pressure, quantity, scale, weight

from sandbox.fhir.profiles import PROFILES
from sandbox.fhir.validation import archive
from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.profile_format import ProfileFormatError, read_profile
from sandbox.fhir.validation.profile_library import our_profiles, profile_named
from sandbox.fhir.validation.resource import validate

PAIRING = {"assign_auth": "urn:oid:2.999.250.2.1", "idpe": "idpe-1"}
UNIT_TEXTS = {"72514-3": "Level", "41950-7": "steps/day"}
CORE = "https://hl7.fr/ig/fhir/core/StructureDefinition/"
R4 = "http://hl7.org/fhir/StructureDefinition/"


def measure(name: str, code: str, unit: str) -> dict[str, Any]:
    value = {**quantity(5, unit), "unit": UNIT_TEXTS.get(code, unit)}
    return observation(PAIRING, name, code, valueQuantity=value)


SIMPLE = [(one.name, *next(iter(one.units.items()))) for one in PROFILES if not one.components]
GLUCOSE = {"url": "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-moment-of-measurement"}


@pytest.mark.parametrize(("name", "code", "unit"), SIMPLE)
def test_each_measure_of_the_api_has_its_profile_and_is_checked_whole(name: str, code: str, unit: str) -> None:
    assert validate(measure(name, code, unit)) == ()


def test_blood_pressure_and_device_are_checked_whole() -> None:
    assert validate(pressure(PAIRING)) == ()
    assert validate(scale()["resource"]) == ()


@pytest.mark.parametrize("measured", SIMPLE)
@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("valueQuantity.code", "x", "Observation.valueQuantity.code"),
        ("valueQuantity.unit", None, "Observation.valueQuantity.unit"),
        ("valueQuantity.system", "urn:x", "Observation.valueQuantity.system"),
        ("valueQuantity.value", None, "Observation.valueQuantity.value"),
        ("subject", None, "Observation.subject"),
        ("subject.identifier", None, "Observation.subject.identifier"),
        ("subject.reference", "Patient/1", "Observation.subject.reference"),
        ("category", [{"text": "x"}], "Observation.category"),
        ("effectiveDateTime", None, "Observation.effective"),
        ("effectiveDateTime", "2026-05", "Observation.effectiveDateTime"),
        ("valueQuantity", None, "Observation"),
        ("device", {"reference": "Patient/1"}, "Observation.device"),
    ],
)
def test_each_measure_is_held_to_its_rules(measured: tuple[str, str, str], path: str, value: object, told: str) -> None:
    issues = validate(changed(measure(*measured), path, value))

    assert outcome(issues) == "invalid"
    assert told in [issue.expression for issue in issues]


@pytest.mark.parametrize(("name", "code", "unit"), [row for row in SIMPLE if "glucose" not in row[0]])
def test_each_measure_has_its_code(name: str, code: str, unit: str) -> None:
    issues = validate(changed(measure(name, code, unit), "code.coding.0.code", "1234-5"))

    assert "Observation.code.coding" in [issue.expression for issue in issues if issue.severity == "error"]


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("valueQuantity.code", "kPa"),
        ("valueQuantity.system", None),
        ("valueQuantity.unit", None),
        ("valueQuantity", None),
    ],
)
def test_each_part_of_a_blood_pressure_is_held_to_its_slice(number: int, path: str, value: object) -> None:
    issues = validate(changed(pressure(PAIRING), f"component.{number}.{path}", value))

    assert outcome(issues) == "invalid"
    assert all(f"component[{number}]" in issue.expression for issue in issues)


def test_a_missing_part_of_a_blood_pressure_is_named() -> None:
    whole = pressure(PAIRING)
    issues = validate({**whole, "component": [whole["component"][0]]})

    assert any("8462-4" in issue.diagnostics for issue in issues)


def test_a_value_beside_the_components_is_refused() -> None:
    assert outcome(validate(pressure(PAIRING, valueQuantity=quantity(1, "mm[Hg]")))) == "invalid"


def test_the_older_name_is_accepted_with_a_warning() -> None:
    older = changed(weight(PAIRING), "meta.profile", [OLDER + "ENS_FrObservationBodyWeight"])
    issues = validate(older)

    assert [issue.severity for issue in issues] == ["warning"]
    assert outcome(validate(changed(older, "valueQuantity.code", "g"))) == "invalid"


def test_a_profile_that_is_not_known_is_not_checked() -> None:
    issues = validate(changed(weight(PAIRING), "meta.profile", ["https://example.org/mine|1.0"]))

    assert outcome(issues) == "not_checked"
    assert [issue.expression for issue in issues] == ["Observation.meta.profile"]


def test_a_profile_can_be_asked_for() -> None:
    bare = SOUND["weight"]()

    assert validate(bare, [R4 + "bodyweight"]) == ()
    assert outcome(validate(bare, [R4 + "bp"])) == "invalid"
    assert outcome(validate(bare, [R4 + "Observation"])) == "valid"
    assert outcome(validate(bare, [R4 + "Patient"])) == "invalid"
    assert outcome(validate(bare, [CORE + "fr-core-patient"])) == "invalid"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueCodeableConcept": {"text": "à jeun"}}, "valid"),
        ({"valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "1-1"}]}}, "not_checked"),
        ({"valueCodeableConcept": {"coding": [{"code": "53049-3"}]}}, "invalid"),
        ({"valueString": "à jeun"}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_an_extension_is_held_to_its_definition_wherever_it_stands(value: dict[str, Any], expected: str) -> None:
    assert outcome(validate(weight(PAIRING, extension=[{**GLUCOSE, **value}]))) == expected


def test_an_extension_of_hl7_is_held_to_its_definition() -> None:
    person = SOUND["patient"]()
    person["extension"][0] = {"url": R4 + "patient-birthPlace", "valueString": "Nantes"}

    assert outcome(validate(person)) == "invalid"


def qualified() -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "meta": {"profile": [CORE + "fr-core-patient-ins"]},
        "extension": [
            {
                "url": CORE + "fr-core-identity-reliability",
                "extension": [{"url": "identityStatus", "valueCoding": {"code": "VALI"}}],
            },
            {
                "url": R4 + "patient-birthPlace",
                "valueAddress": {
                    "extension": [{"url": CORE + "fr-core-address-insee-code", "valueCoding": {"code": "44109"}}]
                },
            },
        ],
        "identifier": [
            {
                "use": "official",
                "type": {
                    "coding": [
                        {"system": "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", "code": "INS-NIR-TEST"}
                    ]
                },
                "system": "urn:oid:1.2.250.1.213.1.4.10",
                "value": "255069999999934",
            }
        ],
        "name": [
            {
                "use": "official",
                "family": "Le Gall",
                "given": ["Anne"],
                "extension": [{"url": CORE + "fr-core-patient-birth-list-given-name", "valueString": "Anne Maï"}],
            }
        ],
        "gender": "female",
        "birthDate": "1955-06-02",
    }


def test_a_qualified_identity_is_valid() -> None:
    assert validate(qualified()) == ()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("gender", None, "Patient.gender"),
        ("gender", "other", "Patient.gender"),
        ("birthDate", None, "Patient.birthDate"),
        ("identifier", None, "Patient.identifier"),
        ("identifier.0.use", None, "Patient.identifier[0].use"),
        ("identifier.0.system", "urn:oid:1.2.3", "Patient"),
        ("name.0.use", "usual", "Patient.name"),
        ("name.0.extension", None, "Patient.name[0].extension"),
        ("name.0.given", ["Anne", "Maï"], "Patient.name[0].given"),
        ("extension", None, "Patient.extension"),
        ("extension.1.valueAddress", {"city": "Nantes"}, "Patient.extension[1].valueAddress.extension"),
    ],
)
def test_a_qualified_identity_is_held_to_its_profile(path: str, value: object, told: str) -> None:
    issues = validate(changed(qualified(), path, value))

    assert told in [issue.expression for issue in issues if issue.severity == "error"]


def test_an_entry_of_a_bundle_is_held_to_the_profile_that_it_names() -> None:
    bundle = SOUND["found"]()
    bundle["entry"][0]["resource"] = changed(weight(PAIRING), "valueQuantity.code", "g")

    assert "Bundle.entry[0].resource.valueQuantity.code" in [issue.expression for issue in validate(bundle)]


def test_what_r4_and_a_profile_find_missing_is_told_once() -> None:
    issues = validate(changed(weight(PAIRING, status=None), "code", None))

    assert sorted(issue.expression for issue in issues) == ["Observation.code", "Observation.status"]


WRITTEN: dict[str, Any] = {
    "canonical": "https://example.org/p",
    "type": "Observation",
    "source": "made up",
    "elements": {"subject": {"min": 1}},
}


@pytest.mark.parametrize(
    "change",
    [
        {"elements": {"subject": {"minimum": 1}}},
        {"colour": "red"},
        {"elements": {"category": {"slices": {"a": {"min": 1}}}}},
        {"elements": {"category": 7}},
        {"elements": None},
    ],
)
def test_a_profile_that_is_not_written_as_told_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ProfileFormatError, match=r"p\.yaml"):
        read_profile({**copy.deepcopy(WRITTEN), **change}, "p.yaml")


def test_every_profile_at_hand_can_be_read_and_names_its_source() -> None:
    for profile in our_profiles():
        assert profile.source
        assert profile.base is None or profile_named(profile.base) is not None
        assert profile_named(profile.canonical) is profile
    for url in archive.read("profiles.json"):
        read = profile_named(url)
        assert read is not None
        assert read.canonical == url
    for url in archive.read("extensions.json"):
        assert profile_named(url) is not None


def test_each_measure_profile_has_its_file() -> None:
    written = {profile.canonical for profile in our_profiles()}

    assert {one.canonical for one in PROFILES} <= written
    assert all(set(profile.aliases) for profile in our_profiles() if profile.canonical.startswith(MES))
    assert {one.older_canonical for one in PROFILES} <= {name for one in our_profiles() for name in one.aliases}


def test_what_strangers_name_is_not_kept() -> None:
    for number in range(50):
        assert profile_named(f"https://example.org/{number}") is None
    profile_named(R4 + "bp")

    assert profile_named(R4 + "bp|4.0.1") is profile_named(R4 + "bp")
    assert not hasattr(profile_named, "cache_info")
