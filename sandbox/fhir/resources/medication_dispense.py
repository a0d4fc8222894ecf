"""MedicationDispense: what a pharmacist handed over of an e-prescription, one for each line."""

from datetime import datetime
from typing import Final

from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.organization import organization_reference
from sandbox.fhir.resources.practitioner import practitioner_reference
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.professional import Professional

MEDICATION_DISPENSE: Final = ResourceKind(
    "MedicationDispense",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter("status", "token", "status"),
        SearchParameter("code", "token", "medicationCodeableConcept", says="ATC class"),
        SearchParameter("prescription", "reference", "authorizingPrescription", ("MedicationRequest",)),
        SearchParameter(
            "performer",
            "reference",
            "performer.actor",
            ("Practitioner", "Organization"),
            says="By identifier: RPPS or FINESS number",
        ),
        SearchParameter("whenhandedover", "date", "whenHandedOver"),
    ),
    patient=("subject",),
    moment="whenhandedover",
    includes=("MedicationDispense:prescription", "MedicationDispense:performer"),
    says="Read only: dispensing is the act of a pharmacist.",
)


def medication_dispense(request: JsonObject, pharmacist: Professional, handed_over: datetime) -> JsonObject:
    """Write that a line, as `medication_requests` writes it, was dispensed whole."""
    supply = object_at(object_at(request, "dispenseRequest"), "expectedSupplyDuration")
    return {
        "resourceType": "MedicationDispense",
        "id": f"{request['id']}.dispense",
        "meta": {"lastUpdated": handed_over.isoformat(timespec="milliseconds")},
        "status": "completed",
        "medicationCodeableConcept": request["medicationCodeableConcept"],
        "subject": request["subject"],
        "performer": [
            {"actor": practitioner_reference(pharmacist)},
            {"actor": organization_reference(pharmacist.organization)},
        ],
        "authorizingPrescription": [
            {"reference": f"MedicationRequest/{request['id']}", "identifier": _own_identifier(request)}
        ],
        "daysSupply": supply,
        "whenHandedOver": handed_over.isoformat(timespec="seconds"),
        "dosageInstruction": request["dosageInstruction"],
    }


def _own_identifier(request: JsonObject) -> JsonValue:
    """Return the identifier of the line that was dispensed, not that of the whole prescription."""
    return list_at(request, "identifier")[0]
