"""What happens when a document is put into a record (ITI-65, ITI-105): contents apart, the old version superseded."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from sandbox.fhir.access import RefusedError
from sandbox.fhir.documents.completion import completed
from sandbox.fhir.documents.naming import find_named
from sandbox.fhir.documents.ownership import require_mine, sourced
from sandbox.fhir.documents.received import NoDocumentError, contradictions, received
from sandbox.fhir.documents.record import submission_set
from sandbox.fhir.documents.vocabulary import (
    DESIGNATION_TYPE,
    INVISIBLE,
    IS_ARCHIVED,
    SOURCE_ID,
    SUBMISSION_SET,
    URIS,
    archived,
    is_archived,
    labels_of,
    vocabulary,
)
from sandbox.fhir.interactions.call import refuse
from sandbox.fhir.interactions.keep import keep
from sandbox.fhir.interactions.write import Write, new_id
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resources.binary import BINARY
from sandbox.fhir.resources.submission_set import LIST
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import Kept
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_ATTACHMENT: Final = "DocumentReference.content[0].attachment"
_HIDING: Final = f"Only a professional keeps a document from its holder: leave {INVISIBLE} out"


def deposit(write: Write) -> JsonObject:
    """Return the DocumentReference to keep, after its content and what goes with it were written."""
    resource = sourced(write.call, write.resource)
    _require_visible(write, resource)
    _require_new(write, resource)
    resource = _with_status_of_replaced(write, resource)
    if write.together:
        return _located(write, resource)
    resource = _content_apart(write, resource)
    _submit(write, resource)
    return resource


def _require_visible(write: Write, resource: JsonObject) -> None:
    if INVISIBLE in labels_of(resource.get("securityLabel")) | labels_of(object_at(resource, "meta").get("security")):
        raise RefusedError(outcome_answer(422, "business-rule", _HIDING, write.at("securityLabel")))


def _require_new(write: Write, resource: JsonObject) -> None:
    """Refuse a unique id that the record has already: XDS registers each once (XDSDuplicateUniqueIdInRegistry)."""
    unique = object_at(resource, "masterIdentifier")
    system, value = text_at(unique, "system"), text_at(unique, "value") or ""
    query = Query(write.kind, (Criterion("identifier", "token", (TokenValue(system, value),)),))
    if write.writing.search(query, write.call.owner).matches:
        text = f"The record has a document with the masterIdentifier {value[:80]} already: a new document has a new one"
        raise RefusedError(outcome_answer(409, "duplicate", text, write.at("masterIdentifier.value")))


def _with_status_of_replaced(write: Write, resource: JsonObject) -> JsonObject:
    """Supersede what the document replaces; whether that was archived passes over to the new one."""
    was_archived = False
    for number, relation in enumerate(list_at(resource, "relatesTo")):
        target = _related(write, object_at(relation, "target"), write.at(f"relatesTo[{number}].target"))
        if text_at(relation, "code") == "replaces":
            was_archived = was_archived or is_archived(target.read())
            _supersede(write, target)
    if any(text_at(one, "url") == IS_ARCHIVED for one in list_at(resource, "extension")):
        return resource
    return {**resource, "extension": [*list_at(resource, "extension"), archived(was_archived)]}


def _related(write: Write, target: JsonObject, where: str) -> Kept:
    found = find_named(write, target)
    if found is None or found.type != write.kind.type:
        text = "The related document is not in the record: name one by DocumentReference/ID or by its identifier"
        raise refuse(write.call, 422, [error("not-found", text, where)])
    return found


def _supersede(write: Write, target: Kept) -> None:
    require_mine(write.call, target)
    present = target.read()
    if text_at(present, "status") != "current":
        text = f"DocumentReference/{target.id} is {present.get('status')}: only a current document can be replaced"
        raise RefusedError(outcome_answer(409, "conflict", text, write.at("relatesTo")))
    moment = write.call.moment.isoformat(timespec="milliseconds")
    old: JsonObject = {**present, "status": "superseded", "meta": {**object_at(present, "meta"), "lastUpdated": moment}}
    write.writing.keep(write.kind, old, target.owner, now=write.call.now)


def _located(write: Write, resource: JsonObject) -> JsonObject:
    """Give the content its whole URL: the rules of the Bundle have seen that it is one of its Binaries."""
    content = object_at({"content": list_at(resource, "content")[0]}, "content")
    attachment = object_at(content, "attachment")
    url = f"{write.call.root}/{text_at(attachment, 'url')}"
    return {**resource, "content": [{**content, "attachment": {**attachment, "url": url}}]}


def _content_apart(write: Write, resource: JsonObject) -> JsonObject:
    """Keep the content in a Binary, say where it is, and complete what the simplified profile leaves out."""
    call = write.call
    contents = list_at(resource, "content")
    attachment = object_at(contents[0], "attachment") if len(contents) == 1 else {}
    if "data" not in attachment or "url" in attachment:
        text = "A document that comes alone has one content, with its data and no url (ITI-105)"
        raise refuse(call, 422, [error("invalid", text, _ATTACHMENT)])
    try:
        content = received(text_at(attachment, "data"), text_at(attachment, "contentType"))
    except NoDocumentError as wrong:
        raise refuse(call, 422, [error("invalid", str(wrong), f"{_ATTACHMENT}.data")]) from wrong
    _refuse_any(write, contradictions(attachment, content, _ATTACHMENT))
    binary: JsonObject = {
        "resourceType": "Binary",
        "id": new_id(),
        "meta": {"source": object_at(resource, "meta")["source"]},
        "contentType": content.media_type,
        "securityContext": {"reference": f"DocumentReference/{resource['id']}"},
        "data": content.text,
    }
    keep(BINARY, replace(write, resource=binary, previous=None))
    told = {name: value for name, value in attachment.items() if name != "data"}
    url = f"{call.root}/Binary/{binary['id']}"
    located: JsonValue = {**told, "url": url, "size": len(content.data), "hash": content.digest}
    whole = {**cast("JsonObject", contents[0]), "attachment": located}
    return completed(call, {**resource, "content": [whole]}, content.media_type)


def _refuse_any(write: Write, issues: Iterable[Issue]) -> None:
    found = list(issues)
    if found:
        raise refuse(write.call, 422, found)


def _submit(write: Write, resource: JsonObject) -> None:
    """Write the submission set that ITI-105 leaves to the server (PDSm 3.1.1, flux 09)."""
    set_id = new_id()
    facts: JsonObject = {
        "id": set_id,
        "meta": {"source": object_at(resource, "meta")["source"], "profile": [SUBMISSION_SET]},
        "contained": [_app(write)],
        "extension": [
            {"url": DESIGNATION_TYPE, "valueCodeableConcept": vocabulary().facilities["app"].concept},
            {
                "url": SOURCE_ID,
                "valueIdentifier": {"system": URIS, "value": f"urn:oid:{write.call.access.client.solution_oid}"},
            },
        ],
        "identifier": [{"use": "official", "system": URIS, "value": f"urn:uuid:{set_id}"}],
        "date": write.call.moment.isoformat(timespec="seconds"),
    }
    patient: JsonObject = {"reference": f"Patient/{write.call.access.idpe}"}
    submitted = submission_set(str(resource["id"]), patient, {"reference": "#app"}, facts)
    document = frozenset({f"{write.kind.type}/{resource['id']}"})
    keep(LIST, replace(write, resource=submitted, previous=None, together=document))


def _app(write: Write) -> JsonObject:
    """Write the app as who submits: a device (TRE_A00, SNR)."""
    client = write.call.access.client
    return {
        "resourceType": "Device",
        "id": "app",
        "identifier": [{"system": URIS, "value": f"urn:oid:{client.solution_oid}"}],
        "type": vocabulary().facilities["app"].concept,
    }
