"""What the space adds to a document that came by simplified publication, so that it is comprehensive (MHD, ITI-105)."""

from typing import cast

from sandbox.fhir.documents.content import format_of
from sandbox.fhir.documents.vocabulary import COMPREHENSIVE, SIMPLIFIED, vocabulary
from sandbox.fhir.interactions.call import Call, refuse
from sandbox.fhir.issue import error
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_AUTHOR = "DocumentReference.author"


def completed(call: Call, resource: JsonObject, media_type: str) -> JsonObject:
    """Return the document with every element that the comprehensive profile demands; what was sent stays."""
    codes = vocabulary()
    resource = _with_contained_author(call, resource)
    kind = resource.get("type") or codes.types["holder_document"].concept
    code = next((text_at(one, "code") for one in list_at(kind, "coding")), None)
    content = cast("JsonObject", list_at(resource, "content")[0])
    attachment = object_at(content, "attachment")
    created = text_at(attachment, "creation") or text_at(resource, "date") or ""
    context = object_at(resource, "context")
    meta = object_at(resource, "meta")
    profiles = [
        one for one in list_at(meta, "profile") if str(one).partition("|")[0] not in {SIMPLIFIED, COMPREHENSIVE}
    ]
    return {
        **resource,
        "meta": {**meta, "profile": [COMPREHENSIVE, *profiles]},
        "type": kind,
        "category": resource.get("category") or [codes.class_of(code).concept],
        "securityLabel": resource.get("securityLabel") or [codes.labels["N"].concept],
        "content": [
            {
                **content,
                "attachment": {"language": "fr-FR", "creation": created, **attachment},
                "format": content.get("format") or codes.formats[format_of(media_type)].coding,
            }
        ],
        "context": {
            "facilityType": codes.facilities["app"].concept,
            "practiceSetting": codes.settings["app"].concept,
            "sourcePatientInfo": {"reference": f"Patient/{call.access.idpe}"},
            **context,
            "period": {"start": created, **object_at(context, "period")},
        },
    }


def _with_contained_author(call: Call, resource: JsonObject) -> JsonObject:
    """Contain each author who is only named: by identifier, or as the patient."""
    contained, authors = list(list_at(resource, "contained")), list(list_at(resource, "author"))
    for number, author in enumerate(authors):
        reference = text_at(author, "reference") or ""
        if reference.startswith("#"):
            continue
        name = f"author-{number + 1}"
        contained.append({**_author(call, author, f"{_AUTHOR}[{number}]"), "id": name})
        authors[number] = {"reference": f"#{name}"}
    return {**resource, "contained": contained, "author": authors}


def _author(call: Call, author: JsonValue, where: str) -> JsonObject:
    access = call.access
    identifier, display = object_at(author, "identifier"), text_at(author, "display")
    system, value = text_at(identifier, "system"), text_at(identifier, "value")
    ins = access.persona.ins
    is_patient = "Patient" in (text_at(author, "reference") or text_at(author, "type") or "")
    if is_patient or (system, value) in {(access.client.assign_auth, access.idpe), (ins.system, ins.matricule)}:
        own: JsonObject = {"system": access.client.assign_auth, "value": access.idpe}
        return {"resourceType": "Patient", "identifier": [own]}
    kind = text_at(author, "type") or "Practitioner"
    if not identifier or kind not in {"Practitioner", "Organization", "Device"}:
        text = "An author is a contained resource, the patient, or somebody named by an identifier"
        raise refuse(call, 422, [error("required", text, where)])
    if not display:
        return {"resourceType": kind, "identifier": [identifier]}
    names: dict[str, JsonObject] = {
        "Practitioner": {"name": [{"text": display}]},
        "Organization": {"name": display},
        "Device": {"deviceName": [{"name": display, "type": "user-friendly-name"}]},
    }
    return {"resourceType": kind, "identifier": [identifier], **names[kind]}
