"""Organization: where professionals work."""

from typing import Final

from sandbox.fhir.french_systems import FINESS, IDENTIFIER_TYPES
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.address import Address
from sandbox.people.professional import Organization

ORGANIZATION: Final = ResourceKind(
    "Organization",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="FINESS number."),
        SearchParameter("active", "token", "active", codes=TRUE_OR_FALSE),
        SearchParameter("name", "string", "name"),
        SearchParameter("address", "string", "address"),
        SearchParameter("address-city", "string", "address.city"),
        SearchParameter("address-postalcode", "string", "address.postalCode"),
    ),
    reverse_includes=("PractitionerRole:organization", "Location:organization"),
    says="Made-up organisations; they belong to nobody's record.",
)


def organization_id(organization: Organization) -> str:
    """Return the FHIR id of an organisation (FHIR R4, 2.24.0.1: no underscore)."""
    return organization.id.replace("_", "-")


def organization_resource(organization: Organization) -> JsonObject:
    """Write an organisation."""
    return {
        "resourceType": "Organization",
        "id": organization_id(organization),
        "identifier": [{"use": "official", **finess_identifier(organization)}],
        "active": True,
        "name": organization.name,
        "telecom": [{"system": "phone", "value": organization.phone, "use": "work"}],
        "address": [address(organization.address)],
    }


def finess_identifier(organization: Organization) -> JsonObject:
    """Return the identifier of an organisation: a FINESS number of those kept for tests."""
    return {
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": "FINEG"}]},
        "system": FINESS,
        "value": organization.finess,
    }


def organization_reference(organization: Organization) -> JsonObject:
    """Return how another resource names an organisation: by reference, by FINESS number and by name."""
    return {
        "reference": f"Organization/{organization_id(organization)}",
        "type": "Organization",
        "identifier": finess_identifier(organization),
        "display": organization.name,
    }


def address(of: Address) -> JsonObject:
    """Write the address of a place of work."""
    return {"use": "work", "line": [of.line], "city": of.city, "postalCode": of.postcode, "country": "FR"}
