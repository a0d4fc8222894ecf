"""Location: the place where an organisation receives people; there is one for each."""

from typing import Final

from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.organization import (
    address,
    finess_identifier,
    organization_id,
    organization_reference,
)
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.professional import Organization

LOCATION: Final = ResourceKind(
    "Location",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="FINESS number."),
        SearchParameter("status", "token", "status"),
        SearchParameter("name", "string", "name"),
        SearchParameter("address", "string", "address"),
        SearchParameter("address-city", "string", "address.city"),
        SearchParameter("address-postalcode", "string", "address.postalCode"),
        SearchParameter("organization", "reference", "managingOrganization", ("Organization",)),
    ),
    includes=("Location:organization",),
    says="The place of a made-up organisation.",
)


def location_id(organization: Organization) -> str:
    """Return the FHIR id of the place of an organisation."""
    return f"loc-{organization_id(organization).removeprefix('org-')}"


def location(organization: Organization) -> JsonObject:
    """Write the place of an organisation; it bears the organisation's FINESS number, which is geographic."""
    return {
        "resourceType": "Location",
        "id": location_id(organization),
        "identifier": [{"use": "official", **finess_identifier(organization)}],
        "status": "active",
        "name": organization.name,
        "mode": "instance",
        "telecom": [{"system": "phone", "value": organization.phone, "use": "work"}],
        "address": address(organization.address),
        "managingOrganization": organization_reference(organization),
    }


def location_reference(organization: Organization) -> JsonObject:
    """Return how another resource names a place: by reference, by FINESS number and by name."""
    return {
        "reference": f"Location/{location_id(organization)}",
        "type": "Location",
        "identifier": finess_identifier(organization),
        "display": organization.name,
    }
