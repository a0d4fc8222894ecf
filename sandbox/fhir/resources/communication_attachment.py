"""Binary, as API Messages serves it: the content of one attachment of a message that the patient may read."""

import base64
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.binary import binary_answer
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.interactions.read import find
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.inferred import inferred
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject

_MESSAGE: Final = "Communication/"
ATTACHMENT: Final = ResourceKind(
    "Binary",
    frozenset({"read"}),
    patient=("securityContext",),  # which leads to the message, and so to the patient; no search follows it
    contents=lambda: inferred().messages.attachment_types,
    ordinary=False,
    says="The content of an attachment (Communication.payload.contentAttachment.url), as it is or as FHIR JSON.",
)


def readable_with(binary: JsonObject, message_id: str, moment: str) -> JsonObject:
    """Return a Binary that whoever may read the message may read (FHIR R4, Binary.securityContext)."""
    context: JsonObject = {"reference": f"{_MESSAGE}{message_id}"}
    return {**binary, "meta": {"lastUpdated": moment}, "securityContext": context}


def read_attachment(call: Call) -> ResponseReturnValue:
    """Answer the content of an attachment; a Binary of another API of the space is not there."""
    call.exchange.note(resource_type="Binary", interaction="read")
    binary_id = str((request.view_args or {})["id"])
    kept = find(call, ATTACHMENT, binary_id)
    binary = kept.read()
    if not (text_at(object_at(binary, "securityContext"), "reference") or "").startswith(_MESSAGE):
        raise RefusedError(outcome_answer(404, "not-found", f"There is no Binary/{binary_id[:64]}"))
    content = base64.b64decode(text_at(binary, "data") or "")
    return binary_answer(binary_id, content, text_at(binary, "contentType") or "application/octet-stream", kept)
