"""Practitioner: the professionals of the directory, and how other resources name them."""

from typing import Final

from sandbox.fhir.french_systems import IDENTIFIER_TYPES, PROFESSION, RPPS, SPECIALTY
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, SearchParameter
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.professional import Occupation, Professional

PRACTITIONER: Final = ResourceKind(
    "Practitioner",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="RPPS number."),
        SearchParameter("active", "token", "active", codes=TRUE_OR_FALSE),
        SearchParameter("name", "string", "name"),
        SearchParameter("family", "string", "name.family"),
        SearchParameter("given", "string", "name.given"),
        SearchParameter("gender", "token", "gender"),
        SearchParameter("email", "token", "telecom", says="Address of secure messaging (MSSanté)."),
        SearchParameter("qualification-code", "token", "qualification.code", says="Profession (G15), specialty (R38)."),
    ),
    reverse_includes=("PractitionerRole:practitioner",),
    says="Made-up professionals; they belong to nobody's record.",
)


def practitioner_id(professional_id: str) -> str:
    """Return the FHIR id of a professional: an id may hold no underscore (FHIR R4, 2.24.0.1)."""
    return professional_id.replace("_", "-")


def professional_id(practitioner: str) -> str:
    """Return the directory's id of what `practitioner_id` gave; what it never gave names nobody."""
    first, department, *specialty, rank = practitioner.split("-") if practitioner.count("-") > 2 else ("", "", "", "")  # noqa: PLR2004
    return f"{first}-{department}-{'_'.join(specialty)}-{rank}"


def practitioner(professional: Professional) -> JsonObject:
    """Write a professional."""
    occupation = professional.occupation
    titled = professional.name.startswith("Dr ")
    qualifications: list[JsonValue] = [
        {"code": _concept(PROFESSION, occupation.profession.code, occupation.profession.fr)}
    ]
    if occupation.qualification is not None:
        qualifications.append({"code": _concept(SPECIALTY, occupation.qualification.code, occupation.qualification.fr)})
    return {
        "resourceType": "Practitioner",
        "id": practitioner_id(professional.id),
        "identifier": [{"use": "official", **rpps_identifier(professional)}],
        "active": True,
        "name": [
            {
                "text": professional.name,
                "family": professional.family_name,
                "given": [professional.given_name],
                **({"prefix": ["Dr"]} if titled else {}),
            }
        ],
        "telecom": [{"system": "email", "value": professional.mssante, "use": "work"}],
        "gender": professional.gender,
        "qualification": qualifications,
    }


def rpps_identifier(professional: Professional) -> JsonObject:
    """Return the identifier of a professional: an RPPS number of those kept for tests."""
    return {
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": "RPPS"}]},
        "system": RPPS,
        "value": professional.rpps,
    }


def practitioner_reference(professional: Professional) -> JsonObject:
    """Return how another resource names a professional: by reference, by RPPS number and by name."""
    return {
        "reference": f"Practitioner/{practitioner_id(professional.id)}",
        "type": "Practitioner",
        "identifier": rpps_identifier(professional),
        "display": professional.name,
    }


def specialty(professional: Professional) -> JsonObject:
    """Return the specialty of a physician, or the profession of anybody else, as a CodeableConcept."""
    words = professional.occupation.words
    return _concept(SPECIALTY if professional.occupation.qualification else PROFESSION, words.code, words.fr)


def offer(occupation: Occupation) -> JsonObject:
    """Return the elements that say what is offered: the profession as service, the specialty of a physician.

    FR Core allows nothing but specialties (R38) where a slot has its specialty.
    """
    told: JsonObject = {"serviceType": [_concept(PROFESSION, occupation.profession.code, occupation.profession.fr)]}
    words = occupation.qualification
    return {**told, "specialty": [_concept(SPECIALTY, words.code, words.fr)]} if words else told


def _concept(system: str, code: str, display: str) -> JsonObject:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}
