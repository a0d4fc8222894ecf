"""API Documents: the shared medical record, by the transactions of PDSm 3.1.1 (IHE MHD: ITI-65 to 68, 105)."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.fhir.documents.professional_acts import announce_document, write_document
from sandbox.fhir.documents.record import documents_of
from sandbox.fhir.documents.submission import submission_rules
from sandbox.fhir.interactions.binary import leave_to_the_content
from sandbox.fhir.interactions.call import interaction
from sandbox.fhir.interactions.transaction import transaction
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.binary import BINARY, retrieve_document
from sandbox.fhir.resources.document_reference import DOCUMENT_REFERENCE
from sandbox.fhir.resources.patient import PATIENT, patient
from sandbox.fhir.resources.submission_set import LIST
from sandbox.inferred import READ
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_BASE: Final = "/api/documents"
_KINDS: Final = (DOCUMENT_REFERENCE, LIST, BINARY)


def _endpoints(api: FhirApi) -> Iterator[Endpoint]:
    view = interaction(api, READ, retrieve_document, acceptable=leave_to_the_content)
    yield Endpoint("documents_read", f"{api.root}/Binary/<id>", ("GET",), view)


def _record(space: Space, persona: Persona) -> Iterable[JsonObject]:
    yield patient(persona)
    yield from documents_of(space, persona, _root(space))


def _root(space: Space) -> str:
    return f"{space.api_root}{_BASE}/fhir"


DOCUMENTS: Final = FhirApi(
    "documents",
    _BASE,
    "API Documents of Mon espace santé, as the mock health space plays it: PDSm 3.1.1 on IHE MHD.",
    (*_KINDS, PATIENT),
    transaction=transaction,
    bundle_rules=submission_rules,
    record=_record,
    own=_endpoints,
    acts={
        "write_document": partial(write_document, kinds=_KINDS, root=_root),
        "announce_document": partial(announce_document, kinds=_KINDS),
    },
)
