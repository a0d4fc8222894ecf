"""Binary, as API Documents serves it: the content of a document, which comes and goes with its DocumentReference."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import OTHER_IDPE, RefusedError
from sandbox.fhir.documents.content import Content
from sandbox.fhir.documents.received import NoDocumentError, patients_in, received
from sandbox.fhir.documents.visibility import is_invisible
from sandbox.fhir.interactions.binary import binary_answer
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.hooks import DocumentContent, apply
from sandbox.inferred import inferred
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject
from sandbox.people.ins import INS_OIDS


def _rules(resource: JsonObject) -> list[Issue]:
    try:
        content_in(resource)
    except NoDocumentError as wrong:
        return [error("invalid", f"Binary: {wrong}", "Binary.data")]
    return []


def _effects(write: Write) -> JsonObject:
    """Refuse a CDA document whose header names another patient; none of a real person comes as far as here."""
    ins = write.call.access.persona.ins
    named = patients_in(content_in(write.resource))
    others = {(root, value) for root, value in named if root in INS_OIDS}
    if others - {(ins.oid, ins.matricule)}:
        write.call.exchange.note(patient_equal=False)
        raise RefusedError(outcome_answer(403, "forbidden", f"{OTHER_IDPE} (recordTarget of the CDA document)"))
    return write.resource


def content_in(resource: JsonObject) -> Content:
    """Return the content of a Binary.

    Raises:
        NoDocumentError: it is not what it says to be.
    """
    return received(text_at(resource, "data"), text_at(resource, "contentType"))


def as_served(content: Content) -> DocumentContent:
    """Return a content as it is served: the one whose size and hash the metadata announce."""
    return DocumentContent(content.media_type, content.data, announced=content.data)


BINARY: Final = ResourceKind(
    "Binary",
    frozenset({"read"}),
    bundled=frozenset({"create"}),
    nameless=True,
    contents=lambda: inferred().documents.content_types,
    ordinary=False,
    rules=_rules,
    effects=_effects,
    hidden=is_invisible,
    says="ITI-68: the content as it is, unless Accept prefers application/fhir+json. Created in a transaction.",
)


def retrieve_document(call: Call) -> ResponseReturnValue:
    """Answer the content of a document of the person (ITI-68)."""
    call.exchange.note(resource_type=BINARY.type, interaction="read")
    binary_id = str((request.view_args or {})["id"])
    kept = find(call, BINARY, binary_id)
    resource = kept.read()
    if (text_at(object_at(resource, "securityContext"), "reference") or "").startswith("Communication/"):
        raise RefusedError(outcome_answer(404, "not-found", f"There is no Binary/{binary_id[:64]}"))  # of API Messages
    content = content_in(resource)
    told = apply(call.exchange, "document_content", as_served(content))
    return binary_answer(kept.id, told.data, told.media_type, kept)
