"""Messages and threads as Communications: a thread is its first message, which only a professional writes."""

from dataclasses import dataclass
from typing import Literal, Self

from sandbox.fhir.messages.mailbox import citizen
from sandbox.fhir.messages.vocabulary import (
    CATEGORY_SYSTEM,
    CLOSED,
    CLOSING,
    FROM_CITIZEN,
    FROM_PROFESSIONAL,
    MESSAGE_SYSTEM,
    OPEN,
    PROFILE,
    READ,
    SENT,
    STATE_SYSTEM,
    THREAD,
    THREAD_SYSTEM,
)
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona

Writer = Literal["citizen", "professional"]


@dataclass(frozen=True)
class Thread:
    """What all messages of a thread share; `id` is that of the first one, `professional` a Reference."""

    id: str
    subject: str
    professional: JsonObject
    persona: Persona

    @classmethod
    def of(cls, first: JsonObject, persona: Persona) -> Self:
        """Read a thread from its first message."""
        subject = text_at(object_at(first, "topic"), "text") or ""
        return cls(text_at(first, "id") or "", subject, object_at(first, "sender"), persona)


@dataclass(frozen=True)
class Message:
    """One message: moments as FHIR writes them, `answers` the id of the one before, `identifiers` those of the app.

    `signed` is the sender where it is neither the patient nor the professional (a guardian).
    """

    id: str
    writer: Writer
    sent: str
    payload: tuple[JsonObject, ...]
    answers: str | None = None
    received: str | None = None
    source: str | None = None
    identifiers: tuple[JsonValue, ...] = ()
    signed: JsonObject | None = None


def communication(thread: Thread, message: Message, last_updated: str) -> JsonObject:
    """Write a message; the first one of a thread bears its state as a tag."""
    first = message.id == thread.id
    person = citizen(thread.persona)
    sender, recipient = (person, thread.professional) if message.writer == "citizen" else (thread.professional, person)
    written: JsonObject = {
        "resourceType": "Communication",
        "id": message.id,
        "meta": {
            "lastUpdated": last_updated,
            **({"source": message.source} if message.source else {}),
            "profile": [PROFILE],
            **({"tag": [_state(OPEN)]} if first else {}),
        },
        "extension": [{"url": THREAD, "valueIdentifier": {"system": THREAD_SYSTEM, "value": thread.id}}],
        "identifier": [{"system": MESSAGE_SYSTEM, "value": message.id}, *message.identifiers],
        "status": READ if message.received else SENT,
        "category": [{"coding": [{"system": CATEGORY_SYSTEM, "code": _category(message.writer)}]}],
        "subject": {"type": "Patient", "identifier": PATIENT_IDENTIFIER},
        "topic": {"text": thread.subject},
        "sent": message.sent,
        "recipient": [recipient],
        "sender": message.signed or sender,
        "payload": list(message.payload),
    }
    if not first:
        written["partOf"] = [{"reference": f"Communication/{thread.id}"}]
    if message.answers:
        written["inResponseTo"] = [{"reference": f"Communication/{message.answers}"}]
    if message.received:
        written["received"] = message.received
    return written


def closed(first: JsonObject, moment: str) -> JsonObject:
    """Return the first message of a thread that its professional closed, saying so."""
    closing: JsonObject = {
        "url": CLOSING,
        "extension": [
            {"url": "by", "valueReference": object_at(first, "sender")},
            {"url": "at", "valueDateTime": moment},
        ],
    }
    meta = object_at(first, "meta")
    return {
        **first,
        "meta": {**meta, "tag": [_state(CLOSED)]},
        "extension": [*list_at(first, "extension"), closing],
    }


def closed_at(first: JsonObject) -> str | None:
    """Return when the thread of a first message was closed, None while it is open."""
    for extension in list_at(first, "extension"):
        if text_at(extension, "url") == CLOSING:
            return next((text_at(part, "valueDateTime") for part in list_at(extension, "extension")
                         if text_at(part, "url") == "at"), None)  # fmt: skip
    return None


def thread_id(message: JsonObject) -> str:
    """Return the id of the thread that a kept message is of."""
    found = (object_at(one, "valueIdentifier") for one in list_at(message, "extension"))
    return next((text_at(one, "value") or "" for one in found if text_at(one, "system") == THREAD_SYSTEM), "")


def is_from_citizen(message: JsonObject) -> bool:
    """Tell whether the patient's side wrote a kept message."""
    codings = [coding for concept in list_at(message, "category") for coding in list_at(concept, "coding")]
    return any((text_at(one, "system"), text_at(one, "code")) == (CATEGORY_SYSTEM, FROM_CITIZEN) for one in codings)


def _category(writer: Writer) -> str:
    return FROM_CITIZEN if writer == "citizen" else FROM_PROFESSIONAL


def _state(code: str) -> JsonObject:
    return {"system": STATE_SYSTEM, "code": code}
