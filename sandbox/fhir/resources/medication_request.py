"""MedicationRequest: one line of an e-prescription; the lines of one prescription share their group identifier."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.prescriptions.e_prescription import EPrescription
from sandbox.fhir.profiles import UCUM
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.practitioner import practitioner_reference
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.record import DrugLine

ATC: Final = "http://www.whocc.no/atc"
MEDICATION_REQUEST: Final = ResourceKind(
    "MedicationRequest",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="One line of one prescription"),
        SearchParameter(
            "group-identifier", "token", "groupIdentifier", says="Number of the e-prescription; not of FHIR's own list"
        ),
        SearchParameter("status", "token", "status"),
        SearchParameter("intent", "token", "intent"),
        SearchParameter("code", "token", "medicationCodeableConcept", says="ATC class"),
        SearchParameter("authoredon", "date", "authoredOn"),
        SearchParameter("requester", "reference", "requester", ("Practitioner",), says="By identifier: RPPS number"),
    ),
    patient=("subject",),
    moment="authoredon",
    includes=("MedicationRequest:requester",),
    reverse_includes=("MedicationDispense:prescription",),
    says="Read only: an app of a citizen prescribes nothing. The status follows what is dispensed.",
)


def request_id(number: str, line: int) -> str:
    """Return the id of a line, counted from 1, of the e-prescription of that number."""
    return f"{number}.{line}"


def group_identifier(number: str) -> JsonObject:
    """Write the number of an e-prescription as an Identifier: whatever else tells of the prescription bears it too."""
    return {"system": inferred().prescriptions.number_system, "value": number}


def medication_requests(prescription: EPrescription, *, dispensed: bool) -> Iterator[JsonObject]:
    """Write the lines of an e-prescription."""
    for place, line in enumerate(prescription.lines, 1):
        yield {
            "resourceType": "MedicationRequest",
            "id": request_id(prescription.number, place),
            "meta": {"lastUpdated": prescription.written.isoformat(timespec="milliseconds")},
            "identifier": [{**group_identifier(prescription.number), "value": request_id(prescription.number, place)}],
            "status": "completed" if dispensed else "active",
            "intent": "order",
            "medicationCodeableConcept": medication(line),
            "subject": {"identifier": PATIENT_IDENTIFIER},
            "supportingInformation": _papers(prescription.number),
            "authoredOn": prescription.written.isoformat(),
            "requester": practitioner_reference(prescription.prescriber),
            "groupIdentifier": group_identifier(prescription.number),
            "dosageInstruction": [{"sequence": 1, "text": line.dose, "timing": {"repeat": _bounds(line)}}],
            "dispenseRequest": {
                "validityPeriod": {"start": prescription.written.isoformat(), "end": prescription.until.isoformat()},
                "numberOfRepeatsAllowed": 0,
                "expectedSupplyDuration": days(line.days),
            },
        }


def read_line(request: JsonObject) -> DrugLine:
    """Return the line that `medication_requests` wrote as this."""
    concept, supply = object_at(request, "medicationCodeableConcept"), object_at(request, "dispenseRequest")
    dosage = list_at(request, "dosageInstruction")
    duration = object_at(supply, "expectedSupplyDuration").get("value")
    return DrugLine(
        drug=text_at(concept, "text") or "",
        atc=next((text_at(coding, "code") or "" for coding in list_at(concept, "coding")), ""),
        dose=text_at(dosage[0], "text") or "" if dosage else "",
        days=duration if isinstance(duration, int) else 0,
    )


def with_status(request: JsonObject, status: str, now: datetime) -> JsonObject:
    """Return a kept line with another status, as it is to be kept next."""
    meta = {name: value for name, value in object_at(request, "meta").items() if name != "versionId"}
    return {**request, "meta": {**meta, "lastUpdated": now.isoformat(timespec="milliseconds")}, "status": status}


def medication(line: DrugLine) -> JsonObject:
    """Write a drug: its common name as text, its class where it has one."""
    coding: JsonObject = {"coding": [{"system": ATC, "code": line.atc}]} if line.atc else {}
    return {**coding, "text": line.drug}


def days(count: int) -> JsonObject:
    """Write a number of days as a Duration."""
    return {"value": count, "unit": "jour" if count == 1 else "jours", "system": UCUM, "code": "d"}


def _bounds(line: DrugLine) -> JsonObject:
    return {"boundsDuration": days(line.days)}


def _papers(number: str) -> list[JsonValue]:
    titles = {"pdf": "Ordonnance (PDF)", "png": "QR code signé (PNG)", "svg": "QR code signé (SVG)"}
    return [
        {"reference": f"Binary/{number}.{form}", "type": "Binary", "display": title} for form, title in titles.items()
    ]
