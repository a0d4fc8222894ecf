"""What an app may do with messages: answer in an open thread, and tell that a message was read."""

from collections.abc import Iterator
from typing import Final

from sandbox.fhir.access import RefusedError
from sandbox.fhir.date_time import instants_of
from sandbox.fhir.interactions.call import Call, refuse
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.messages.message import Message, Thread, closed_at, communication, is_from_citizen, thread_id
from sandbox.fhir.messages.payload import Payload, TooLargeError, read_payload
from sandbox.fhir.messages.vocabulary import CATEGORY_SYSTEM, FROM_CITIZEN, MESSAGE_SYSTEM, READ, SENT
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resources.communication_attachment import ATTACHMENT, readable_with
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

ONLY_A_PROFESSIONAL_OPENS: Final = (
    "Only a professional opens a thread."
    " An answer names a message of the thread in inResponseTo, or the first one in partOf."
)
ONE_MESSAGE: Final = "An answer is to one message; partOf and inResponseTo are of the same thread"
NOT_THE_SENDER: Final = "Communication.sender must be the patient of the pairing, or be left out."
NOT_THE_PROFESSIONAL: Final = "The recipient of an answer is the professional of the thread, or is left out."
# What an app says of an answer; all else follows from the thread, or is the space's to say. A narrative could say
# something else than the payload, which is plain text whatever it holds.
_OF_AN_ANSWER: Final = frozenset({
    "resourceType", "id", "meta", "language", "identifier", "partOf", "inResponseTo", "status", "category", "subject",
    "topic", "recipient", "sender", "sent", "payload",
})  # fmt: skip
_OF_A_RECEIPT: Final = frozenset({"status", "received"})
_MOST_IDENTIFIERS: Final = 5
_MOST_NAMED: Final = 2  # one message, and the first of its thread
_NOT_THERE: Final = "\x1a"  # which no resource that comes in holds


def exchanged(write: Write) -> JsonObject:
    """Return what is kept of a message that an app writes: a new answer, or a receipt on one that is there.

    Raises:
        RefusedError: 403 for a sender, a recipient or a thread of its own, 409 in a thread that is closed, 413 for an
            attachment that is too large, 422 for anything else.
    """
    return _answer(write) if write.previous is None else _receipt(write, write.previous.read())


def _answer(write: Write) -> JsonObject:
    call, resource = write.call, write.resource
    _require_own_sender(call, resource)
    answered = _answered(write)
    first = _first(write, answered)
    _require_professional(call, resource, first)
    closed = closed_at(first)
    if closed is not None:
        display = text_at(object_at(first, "sender"), "display")
        raise RefusedError(
            outcome_answer(409, "conflict", f"{display} closed this thread at {closed}: it is read only")
        )
    payload = _payload(resource)
    issues = [*_answer_issues(call, resource, first), *payload.issues]
    if issues:
        raise refuse(call, 422, issues)
    message_id = text_at(resource, "id") or ""
    for binary in payload.binaries:
        write.writing.keep(ATTACHMENT, readable_with(binary, message_id, _now(call)), call.owner, now=call.now)
    message = Message(
        message_id,
        "citizen",
        text_at(resource, "sent") or _now(call),
        payload.parts,
        answers=text_at(answered, "id"),
        source=f"urn:oid:{call.access.client.solution_oid}",
        identifiers=tuple(list_at(resource, "identifier")),
    )
    return communication(Thread.of(first, call.access.persona), message, _now(call))


def _require_own_sender(call: Call, resource: JsonObject) -> None:
    if "sender" not in resource:
        return
    sender = object_at(resource, "sender")
    identifier, reference = object_at(sender, "identifier"), text_at(sender, "reference")
    persona = call.access.persona
    own = {(call.access.client.assign_auth, call.access.idpe), (persona.ins.system, persona.ins.matricule)}
    same = not identifier or (text_at(identifier, "system"), text_at(identifier, "value")) in own
    if reference is not None:
        same = same and reference.removeprefix(f"{call.root}/") == f"Patient/{call.access.idpe}"
    if not same or not (identifier or reference) or text_at(sender, "type") not in {None, "Patient"}:
        raise RefusedError(outcome_answer(403, "forbidden", NOT_THE_SENDER, "Communication.sender"))


def _answered(write: Write) -> JsonObject:
    """Return the message that an answer is to; the first of the thread when it names the thread alone."""
    named = [
        (element, text_at(one, "reference") or "")
        for element in ("inResponseTo", "partOf")
        for one in list_at(write.resource, element)
    ]
    if not named:
        raise RefusedError(outcome_answer(403, "forbidden", ONLY_A_PROFESSIONAL_OPENS, "Communication.inResponseTo"))
    if len(named) > _MOST_NAMED:
        raise refuse(write.call, 422, [error("too-long", ONE_MESSAGE, "Communication.inResponseTo")])
    found = [_named_message(write, element, reference) for element, reference in named]
    if len({thread_id(one) for one in found}) > 1 or len(list_at(write.resource, "inResponseTo")) > 1:
        raise refuse(write.call, 422, [error("business-rule", ONE_MESSAGE, "Communication.inResponseTo")])
    return found[0]


def _named_message(write: Write, element: str, reference: str) -> JsonObject:
    kind, _, message_id = reference.removeprefix(f"{write.call.root}/").partition("/")
    kept = write.writing.find("Communication", message_id, write.call.owner) if kind == "Communication" else None
    if kept is None:  # what is somebody else's is as unknown as what nobody wrote
        text = (
            f"There is no message {reference[:100] or 'without a reference'}: name one of the person, Communication/ID"
        )
        raise refuse(write.call, 422, [error("not-found", text, f"Communication.{element}")])
    message = kept.read()
    if element == "partOf" and thread_id(message) != message_id:
        text = f"A thread is named by its first message, Communication/{thread_id(message)}"
        raise refuse(write.call, 422, [error("business-rule", text, "Communication.partOf")])
    return message


def _first(write: Write, answered: JsonObject) -> JsonObject:
    kept = write.writing.find("Communication", thread_id(answered), write.call.owner)
    if kept is None:
        raise LookupError(f"the thread of Communication/{answered.get('id')} has no first message")
    return kept.read()


def _require_professional(call: Call, resource: JsonObject, first: JsonObject) -> None:
    professional = object_at(first, "sender")
    for one in list_at(resource, "recipient"):
        named, reference = object_at(one, "identifier"), text_at(one, "reference")
        wanted = object_at(professional, "identifier")
        same = not named or all(text_at(named, name) == text_at(wanted, name) for name in ("system", "value"))
        if reference is not None:
            same = same and reference.removeprefix(f"{call.root}/") == text_at(professional, "reference")
        if not same or not (named or reference):
            raise RefusedError(outcome_answer(403, "forbidden", NOT_THE_PROFESSIONAL, "Communication.recipient"))


def _payload(resource: JsonObject) -> Payload:
    try:
        return read_payload(resource.get("payload"))
    except TooLargeError as large:
        raise RefusedError(outcome_answer(413, "too-long", str(large), "Communication.payload")) from large


def _answer_issues(call: Call, resource: JsonObject, first: JsonObject) -> Iterator[Issue]:
    for name in sorted(resource.keys() - _OF_AN_ANSWER):
        yield error("not-supported", f"An answer has no {name[:60]}", f"Communication.{name[:60]}")
    if text_at(resource, "status") not in {SENT, READ}:
        yield error("value", f"The status of a message that is sent is {SENT}", "Communication.status")
    if len(list_at(resource, "recipient")) > 1:
        yield error("too-long", "An answer has one recipient", "Communication.recipient")
    topic = text_at(object_at(first, "topic"), "text")
    if "topic" in resource and text_at(object_at(resource, "topic"), "text") != topic:
        yield error("business-rule", "The topic is that of the thread, or is left out", "Communication.topic")
    for concept in list_at(resource, "category"):
        own = {(text_at(one, "system"), text_at(one, "code")) for one in list_at(concept, "coding")}
        if own != {(CATEGORY_SYSTEM, FROM_CITIZEN)}:
            yield error("not-supported", "The category follows from the sender: leave it out", "Communication.category")
    identifiers = list_at(resource, "identifier")
    if len(identifiers) > _MOST_IDENTIFIERS:
        yield error("too-long", f"An app gives {_MOST_IDENTIFIERS} identifiers at most", "Communication.identifier")
    if any(text_at(one, "system") == MESSAGE_SYSTEM for one in identifiers):
        yield error(
            "business-rule", f"Identifiers of {MESSAGE_SYSTEM} are given by the space", "Communication.identifier"
        )
    if "sent" in resource:
        yield from _moment_issues(call, resource["sent"], text_at(first, "sent") or "", "sent")


def _moment_issues(call: Call, written: JsonValue, earliest: str, name: str) -> Iterator[Issue]:
    where = f"Communication.{name}"
    span, start = instants_of(written) if isinstance(written, str) else None, instants_of(earliest)
    if span is None or span.precision != "second":
        yield error("value", f"{name} must have date, time and zone, as 2026-03-01T10:00:00+01:00", where)
    elif span.start.timestamp() > call.now + inferred().messages.clock_tolerance:
        yield error("business-rule", f"{name} is later than the clock of the space", where)
    elif start is not None and span.start < start.start:
        yield error("business-rule", f"{name} is earlier than {earliest}, when the message or its thread began", where)


def _receipt(write: Write, previous: JsonObject) -> JsonObject:
    call, wanted = write.call, write.call.naming.kept(write.resource)
    names = (previous.keys() | wanted.keys()) - {"meta"}  # versions and tags are the space's to write
    changed = {name for name in names if previous.get(name, _NOT_THERE) != wanted.get(name, _NOT_THERE)}
    if changed - _OF_A_RECEIPT:
        text = f"A message that was sent does not change: only received and status do, not {', '.join(sorted(changed))}"
        raise refuse(call, 422, [error("business-rule", text[:400], "Communication")])
    if changed and is_from_citizen(previous):
        raise RefusedError(outcome_answer(403, "forbidden", "Whoever received a message tells that it was read"))
    if not changed:
        return previous
    if "received" in previous:
        raise RefusedError(outcome_answer(409, "conflict", f"This message was read at {previous['received']} already"))
    issues = list(_moment_issues(call, wanted.get("received"), text_at(previous, "sent") or "", "received"))
    if text_at(wanted, "status") not in {SENT, READ}:
        issues.append(error("value", f"The status of a message that was read is {READ}", "Communication.status"))
    if issues:
        raise refuse(call, 422, issues)
    return {**previous, "status": READ, "received": wanted["received"]}


def _now(call: Call) -> str:
    return call.moment.isoformat(timespec="milliseconds")
