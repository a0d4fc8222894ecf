"""API Ordonnances: e-prescriptions with a QR code that pharmacies verify, and what was dispensed of them."""

from collections.abc import Iterable, Iterator
from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.fhir.interactions.binary import leave_to_the_content
from sandbox.fhir.interactions.call import interaction
from sandbox.fhir.prescriptions.acts import ACTS
from sandbox.fhir.prescriptions.e_prescription import e_prescription
from sandbox.fhir.prescriptions.issuing import BINARY, read_paper
from sandbox.fhir.prescriptions.verification import LARGEST_CODE, publish_key, verify
from sandbox.fhir.professionals import ORGANIZATIONS, PRACTITIONERS, settle_professionals
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.medication_dispense import MEDICATION_DISPENSE, medication_dispense
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, medication_requests
from sandbox.inferred import READ
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def _endpoints(api: FhirApi) -> Iterator[Endpoint]:
    paper = interaction(api, READ, read_paper, acceptable=leave_to_the_content)
    yield Endpoint(f"{api.family}_{READ}", f"{api.root}/Binary/<id>", ("GET",), paper)
    yield Endpoint("prescription_key", f"{api.base}/jwks", ("GET",), publish_key)
    yield Endpoint("prescription_verification", f"{api.base}/verify", ("POST",), verify, largest_body=LARGEST_CODE)


def _record(space: Space, persona: Persona) -> Iterable[JsonObject]:
    people = space.part(People)
    drawn = people.record(persona).prescriptions
    named = {one for prescription in drawn for one in (prescription.prescriber, prescription.pharmacist)}
    settle_professionals(space, filter(None, map(people.directory.find, sorted(filter(None, named)))))
    for prescription in drawn:
        pharmacist = people.directory.find(prescription.pharmacist)
        dispensed = prescription.dispensed
        written = e_prescription(space, persona, prescription)
        for request in medication_requests(written, dispensed=dispensed is not None):
            yield request
            if dispensed is not None and pharmacist is not None:
                yield medication_dispense(request, pharmacist, dispensed)


NAMED: Final = (PRACTITIONERS, ORGANIZATIONS)
PRESCRIPTIONS: Final = FhirApi(
    "documents",
    "/api/prescriptions",
    "E-prescriptions of the mock health space. A pharmacy verifies the text of a QR code at POST"
    " /api/prescriptions/verify (text/plain), or by itself with the key at /api/prescriptions/jwks.",
    (MEDICATION_REQUEST, MEDICATION_DISPENSE, BINARY, *NAMED),
    record=_record,
    own=_endpoints,
    acts=ACTS,
)
