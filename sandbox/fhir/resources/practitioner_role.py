"""PractitionerRole: what a professional does, and where."""

from typing import Final

from sandbox.fhir.french_systems import PROFESSION
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.location import location_reference
from sandbox.fhir.resources.organization import organization_reference
from sandbox.fhir.resources.practitioner import (
    practitioner_id,
    practitioner_reference,
    rpps_identifier,
    specialty,
)
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.professional import Professional

PRACTITIONER_ROLE: Final = ResourceKind(
    "PractitionerRole",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="RPPS number."),
        SearchParameter("active", "token", "active", codes=TRUE_OR_FALSE),
        SearchParameter("practitioner", "reference", "practitioner", ("Practitioner",)),
        SearchParameter("organization", "reference", "organization", ("Organization",)),
        SearchParameter("location", "reference", "location", ("Location",)),
        SearchParameter("role", "token", "code", says="Profession (G15)."),
        SearchParameter("specialty", "token", "specialty", says="Specialty (R38), or profession where there is none."),
    ),
    includes=("PractitionerRole:practitioner", "PractitionerRole:organization", "PractitionerRole:location"),
    says="Where a made-up professional works; it belongs to nobody's record.",
)


def practitioner_role_id(professional: Professional) -> str:
    """Return the FHIR id of what a professional does; each does one thing in one place."""
    return f"role-{practitioner_id(professional.id).removeprefix('pro-')}"


def practitioner_role(professional: Professional) -> JsonObject:
    """Write what a professional does, and where."""
    profession = professional.occupation.profession
    return {
        "resourceType": "PractitionerRole",
        "id": practitioner_role_id(professional),
        "identifier": [rpps_identifier(professional)],
        "active": True,
        "practitioner": practitioner_reference(professional),
        "organization": organization_reference(professional.organization),
        "code": [{"coding": [{"system": PROFESSION, "code": profession.code, "display": profession.fr}]}],
        "specialty": [specialty(professional)],
        "location": [location_reference(professional.organization)],
        "telecom": [{"system": "phone", "value": professional.organization.phone, "use": "work"}],
    }


def role_reference(professional: Professional) -> JsonObject:
    """Return how another resource names what a professional does."""
    return {
        "reference": f"PractitionerRole/{practitioner_role_id(professional)}",
        "type": "PractitionerRole",
        "display": f"{professional.name}, {professional.occupation.words.fr}",
    }
