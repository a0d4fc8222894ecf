"""Patient: the person whose record it is, as FR Core has a patient with a qualified INS (DMP, TD02)."""

from typing import Final

from sandbox.fhir.french_systems import IDENTIFIER_TYPES
from sandbox.fhir.naming import PATIENT_ID, PATIENT_IDENTIFIER
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, SearchParameter
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona

FR_CORE: Final = "https://hl7.fr/ig/fhir/core/StructureDefinition"
FR_CORE_PATIENT_INS: Final = f"{FR_CORE}/fr-core-patient-ins"
_RELIABILITY: Final = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445"
_COMMUNES: Final = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM"
_COUNTRIES: Final = "https://mos.esante.gouv.fr/NOS/TRE_R20-Pays/FHIR/TRE-R20-Pays"
_BIRTH_PLACE: Final = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"

PATIENT: Final = ResourceKind(
    "Patient",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("active", "token", "active", codes=TRUE_OR_FALSE),
        SearchParameter("birthdate", "date", "birthDate"),
        SearchParameter("family", "string", "name.family"),
        SearchParameter("given", "string", "name.given"),
        SearchParameter("gender", "token", "gender"),
    ),
    (FR_CORE_PATIENT_INS,),
    nameless=True,
    says="The person of the pairing, nobody else; found by AssignAuth|idPe, or by their INS.",
)


def patient(persona: Persona) -> JsonObject:
    """Write a person; each app reads its own identifier of theirs."""
    return {
        "resourceType": "Patient",
        "id": PATIENT_ID,
        "meta": {"profile": [FR_CORE_PATIENT_INS]},
        "extension": [_reliability(), _birth_place(persona.birthplace)],
        "identifier": [{"use": "usual", **PATIENT_IDENTIFIER}, _ins(persona)],
        "active": True,
        "name": _names(persona),
        "telecom": [
            {"system": "phone", "value": persona.phone, "use": "mobile"},
            {"system": "email", "value": persona.email},
        ],
        "gender": persona.gender,
        "birthDate": persona.birthdate,
        "address": [
            {
                "use": "home",
                "line": [persona.address.line],
                "city": persona.address.city,
                "postalCode": persona.address.postcode,
                "country": "FR",
            }
        ],
    }


def _reliability() -> JsonObject:
    status: JsonObject = {"system": _RELIABILITY, "code": "VALI", "display": "Identité validée"}
    return {
        "url": f"{FR_CORE}/fr-core-identity-reliability",
        "extension": [{"url": "identityStatus", "valueCoding": status}],
    }


def _birth_place(code: str) -> JsonObject:
    """Write the birthplace by its INSEE code: 99 and three digits for a country."""
    system = _COUNTRIES if code.startswith("99") else _COMMUNES
    insee: JsonObject = {
        "url": f"{FR_CORE}/fr-core-address-insee-code",
        "valueCoding": {"system": system, "code": code},
    }
    return {"url": _BIRTH_PLACE, "valueAddress": {"extension": [insee]}}


def _ins(persona: Persona) -> JsonObject:
    kind: JsonObject = {"coding": [{"system": IDENTIFIER_TYPES, "code": "INS-NIR-TEST"}]}
    return {"use": "official", "type": kind, "system": persona.ins.system, "value": persona.ins.matricule}


def _names(persona: Persona) -> list[JsonValue]:
    given = persona.birth_given_names
    birth: JsonObject = {
        "extension": [{"url": f"{FR_CORE}/fr-core-patient-birth-list-given-name", "valueString": " ".join(given)}],
        "use": "official",
        "family": persona.family_name,
        "given": [given[0]],
    }
    if persona.used_name is None:
        return [birth]
    return [birth, {"use": "usual", "family": persona.used_name, "given": [persona.given_name]}]
