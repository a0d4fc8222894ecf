"""What the metadata of a document announce of its content: size and hash, of whatever is served (FHIR R4, 2.24.0.9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, cast

from flask import Response
from flask.typing import ResponseReturnValue

from sandbox.fhir.documents.content import Content
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.json_text import read_json, write_json
from sandbox.fhir.resources.binary import BINARY, as_served, content_in
from sandbox.hooks import apply
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

HOOK: Final = "document_content"


@dataclass
class _Beforehand:
    """Faults that act upon a content before it is served: they are noted where it is, not where it is announced."""

    call: Call
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        """Return the faults of the call."""
        return self.call.exchange.armed()


def announce(call: Call, answer: ResponseReturnValue) -> ResponseReturnValue:
    """Have the DocumentReferences of an answer announce what would be served now, should a fault change that."""
    armed = any(hasattr(fault, HOOK) for fault in call.exchange.armed())
    if not armed or not isinstance(answer, Response) or answer.status_code != HTTPStatus.OK:
        return answer
    answer.set_data(write_json(_announcing(call, cast("JsonObject", read_json(answer.data)))))
    return answer


def _announcing(call: Call, resource: JsonObject) -> JsonObject:
    told = dict(resource)
    if "entry" in told:
        entries = (cast("JsonObject", entry) for entry in list_at(told, "entry"))
        told["entry"] = [{**entry, "resource": _announcing(call, object_at(entry, "resource"))} for entry in entries]
    if told.get("resourceType") == "DocumentReference":
        told["content"] = [_announced(call, one) for one in list_at(told, "content")]
    return told


def _announced(call: Call, content: JsonValue) -> JsonValue:
    attachment = object_at(content, "attachment")
    kept = call.store.find(BINARY.type, (text_at(attachment, "url") or "").rpartition("/")[2], call.owner)
    if kept is None or not isinstance(content, dict):
        return content
    held = content_in(kept.read())
    told = apply(_Beforehand(call), HOOK, as_served(held))
    if told.announced == held.data:
        return content
    other = Content(told.media_type, told.announced)
    return {**content, "attachment": {**attachment, "size": len(other.data), "hash": other.digest}}
