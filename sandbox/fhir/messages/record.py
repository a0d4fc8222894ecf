"""The threads of a person's record, written as Communications."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from sandbox.fhir.messages import mailbox
from sandbox.fhir.messages.message import Message, Thread, closed, communication
from sandbox.fhir.professionals import settle_professionals
from sandbox.json_value import JsonObject
from sandbox.people import record
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_READ_WITHIN: Final = timedelta(hours=1)


def threads_of(space: Space, persona: Persona) -> Iterator[JsonObject]:
    """Give the messages that a person's record holds from the start, with stable ids."""
    people = space.part(People)
    for thread in people.record(persona).threads:
        professional = people.directory.find(thread.professional)
        if professional is None:
            raise LookupError(f"{thread.professional} practises nowhere")
        settle_professionals(space, [professional])
        head = Thread(
            _stable_id(space, thread.messages[0]), thread.subject, mailbox.professional(professional), persona
        )
        written = [_written(space, head, thread, place) for place in range(len(thread.messages))]
        if thread.closed:
            written[0] = closed(written[0], _moment(thread.messages[-1].sent))
        yield from written


def _written(space: Space, head: Thread, thread: record.Thread, place: int) -> JsonObject:
    message = thread.messages[place]
    from_professional = message.sender == thread.professional
    writer = None if from_professional else space.part(People).find(message.sender)
    guardian = writer if writer is not None and writer.id != head.persona.id else None
    read = _read_at(thread, place, space.part(People).began) if message.read else None
    return communication(
        head,
        Message(
            _stable_id(space, message),
            "professional" if from_professional else "citizen",
            _moment(message.sent),
            ({"contentString": message.text},),
            answers=_stable_id(space, thread.messages[place - 1]) if place else None,
            received=_moment(read) if read else None,
            signed=mailbox.guardian(guardian, head.persona) if guardian else None,
        ),
        _moment(read or message.sent),
    )


def _read_at(thread: record.Thread, place: int, today: datetime) -> datetime:
    """Say when a message was read: within the hour, and before the next one was written."""
    sent = thread.messages[place].sent
    following = dict(pairwise(one.sent for one in thread.messages)).get(sent, today)
    return max(sent, min(sent + _READ_WITHIN, following, today))


def _stable_id(space: Space, message: record.Message) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"poincon/{space.id}/{message.id}"))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
