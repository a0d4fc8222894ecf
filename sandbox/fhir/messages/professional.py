"""What a professional does in a person's messages: writes, reads, closes a thread. Acts, for whoever plays them."""

from collections.abc import Mapping
from typing import Final

from sandbox.clock import Clock
from sandbox.fhir.interactions.write import new_id
from sandbox.fhir.messages import mailbox
from sandbox.fhir.messages.message import Message, Thread, closed, closed_at, communication
from sandbox.fhir.messages.payload import Payload, TooLargeError, read_payload
from sandbox.fhir.messages.vocabulary import (
    CATEGORY_SYSTEM,
    FROM_CITIZEN,
    OPEN,
    READ,
    SENT,
    STATE_SYSTEM,
    THREAD_SYSTEM,
)
from sandbox.fhir.professionals import settle_professionals
from sandbox.fhir.resources.communication import COMMUNICATION
from sandbox.fhir.resources.communication_attachment import ATTACHMENT, readable_with
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import FhirStore, Kept, Writing
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import UnknownActError
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

LATEST: Final = "latest"
_IS_OPEN: Final = Criterion("_tag", "token", (TokenValue(STATE_SYSTEM, OPEN),))
_UNREAD: Final = (
    Criterion("category", "token", (TokenValue(CATEGORY_SYSTEM, FROM_CITIZEN),)),
    Criterion("status", "token", (TokenValue(None, SENT),)),
)


def professional_writes(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Write to a person: in the open thread that `thread` names (an id, or "latest"), else in a new one.

    Parameters: `text` and `attachments` (FHIR Attachments with `data`), at least one of them; for a new thread
    `subject` and, when it is not the attending physician, `professional` (an id of the directory).
    """
    payload = _payload(parameters)
    moment, message_id = _moment(space), new_id()
    opened = _new_thread(space, persona, parameters, message_id) if parameters.get("thread") is None else None
    with space.part(FhirStore).transaction() as writing:
        thread, answers = (opened, None) if opened else _answered(writing, persona, parameters)
        message = Message(message_id, "professional", moment, payload.parts, answers=answers)
        for binary in payload.binaries:
            _keep_binary(space, writing, persona, readable_with(binary, message_id, moment))
        _keep(space, writing, persona, communication(thread, message, moment), moment)
    return {"thread": thread.id, "message": message_id}


def professional_reads(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Read what the person wrote and nobody read yet, in `thread` (an id, or "latest") or wherever it is."""
    read: list[JsonValue] = []
    with space.part(FhirStore).transaction() as writing:
        criteria: tuple[Criterion, ...] = _UNREAD
        if parameters.get("thread") is not None:
            criteria = (*_UNREAD, _of_thread(_open_thread(writing, persona, parameters, closed_too=True).id))
        while found := _search(writing, persona, *criteria):
            for kept in found:
                moment = _moment(space)
                _keep(space, writing, persona, {**kept.read(), "status": READ, "received": moment}, moment)
                read.append(kept.id)
    return {"read": read}


def professional_closes_thread(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Close the open thread that `thread` names, an id or "latest" (the default)."""
    with space.part(FhirStore).transaction() as writing:
        first = _open_thread(writing, persona, {"thread": LATEST, **parameters})
        moment = _moment(space)  # one for both: what says when it was closed was not updated later
        _keep(space, writing, persona, closed(first.read(), moment), moment)
    return {"thread": first.id}


ACTS: Final = {
    "professional_writes": professional_writes,
    "professional_reads": professional_reads,
    "professional_closes_thread": professional_closes_thread,
}


def _payload(parameters: Mapping[str, JsonValue]) -> Payload:
    text, attachments = parameters.get("text"), parameters.get("attachments", [])
    if not isinstance(attachments, list):
        raise UnknownActError("attachments must be a list")
    parts: list[JsonValue] = [] if text is None else [{"contentString": text}]
    parts += [{"contentAttachment": one} for one in attachments]
    try:
        payload = read_payload(parts)
    except TooLargeError as large:
        raise UnknownActError(str(large)) from large
    if payload.issues:
        raise UnknownActError("; ".join(f"{one.expression}: {one.diagnostics}" for one in payload.issues))
    return payload


def _new_thread(space: Space, persona: Persona, parameters: Mapping[str, JsonValue], message_id: str) -> Thread:
    subject, wanted = parameters.get("subject"), parameters.get("professional", persona.attending)
    longest = inferred().messages.longest_subject
    if not isinstance(subject, str) or not subject.strip() or len(subject) > longest:
        raise UnknownActError(f"a new thread needs a subject of 1 to {longest} characters")
    professional = space.part(People).directory.find(wanted) if isinstance(wanted, str) else None
    if professional is None:
        raise UnknownActError(f"no professional has the id {str(wanted)[:80]!r}")
    settle_professionals(space, [professional])
    return Thread(message_id, subject, mailbox.professional(professional), persona)


def _answered(writing: Writing, persona: Persona, parameters: Mapping[str, JsonValue]) -> tuple[Thread, str]:
    """Return the thread that is meant and the id of its latest message."""
    thread = Thread.of(_open_thread(writing, persona, parameters).read(), persona)
    return thread, _search(writing, persona, _of_thread(thread.id))[0].id


def _open_thread(
    writing: Writing, persona: Persona, parameters: Mapping[str, JsonValue], *, closed_too: bool = False
) -> Kept:
    """Return the first message of the thread that is meant, which must be open unless `closed_too`."""
    wanted = parameters.get("thread")
    if wanted == LATEST:
        found = _search(writing, persona, _IS_OPEN)
        if not found:
            raise UnknownActError(f"{persona.name} has no open thread")
        return found[0]
    first = writing.find("Communication", wanted, persona.id) if isinstance(wanted, str) else None
    if first is None or list_at(first.read(), "partOf"):
        raise UnknownActError(f"{persona.name} has no thread {str(wanted)[:80]!r}")
    closing = closed_at(first.read())
    if closing and not closed_too:
        raise UnknownActError(f"the thread {first.id} was closed at {closing}")
    return first


def _of_thread(thread_id: str) -> Criterion:
    return Criterion("thread", "token", (TokenValue(THREAD_SYSTEM, thread_id),))


def _search(writing: Writing, persona: Persona, *criteria: Criterion) -> list[Kept]:
    return list(writing.search(Query(COMMUNICATION, criteria, total="none"), persona.id).matches)


def _keep(space: Space, writing: Writing, persona: Persona, resource: JsonObject, moment: str) -> None:
    updated: JsonObject = {**resource, "meta": {**object_at(resource, "meta"), "lastUpdated": moment}}
    writing.keep(COMMUNICATION, updated, persona.id, now=space.part(Clock).now())


def _keep_binary(space: Space, writing: Writing, persona: Persona, binary: JsonObject) -> None:
    writing.keep(ATTACHMENT, binary, persona.id, now=space.part(Clock).now())


def _moment(space: Space) -> str:
    return space.part(Clock).today().isoformat(timespec="milliseconds")
