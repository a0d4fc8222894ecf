"""A person looks at their documents or messages, first in an honest space, then in one that lies."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Act, Arm, FaultSpec, Journey, Play, Step
from conformance_suite.scripts.parts import END, SIGN_IN, armed

# the journeys that may be made of reads by id: endpoint, type and interaction
BY_ID = {
    "read_documents": "documents_read:DocumentReference/read",
    "read_messages": "messages_read:Communication/read",
}
# what there is to look at: documents are in every record, messages are not
THERE: dict[str, tuple[Step, ...]] = {
    "read_messages": (Act("professional_writes", (("subject", "Votre suivi"), ("text", "Tout va bien."))),)
}
CONTENT = "documents_read:Binary/read"
CONFLICT = "update_conflict"
GONE = "resource_gone"
OTHER_RESOURCE = "Poincon: une autre ressource"
OTHER_CONTENT = "Poincon: un autre contenu"


def look(journey: str) -> Play:
    """A person signs in and looks at what there is."""
    steps = (*SIGN_IN, *THERE.get(journey, ()), Journey(journey), *END)
    return Play(journey, steps, needs=(journey,), proofs=("looking",))


def look_at_messages() -> Play:
    """They read a message; passive, the case looks at what the app writes then."""
    return replace(look("read_messages"), passive=True)


def look_while_others_write(*statuses: str) -> tuple[Play, ...]:
    """They read messages again when every change is refused, because another came first: with each status a play.

    The refusal lies in wait: only apps that write when messages are read meet it.
    """
    there, again = THERE["read_messages"], Journey("read_messages")
    lies = ((one, FaultSpec(CONFLICT, (("status", one),), lure=True)) for one in statuses)
    honest = look("read_messages")
    return tuple(
        Play(
            "read_messages_again",
            (*SIGN_IN, *there, again, *there, Arm((fault,)), again, *END),
            faults=(fault,),
            needs=("read_messages",),
            honestly=honest,
            variant=status,
        )
        for status, fault in lies
    )


def look_again_and_again() -> tuple[Play, ...]:
    """They look three times at what stays as it is, messages first, a play for each kind of record; passive."""
    return tuple(
        Play(
            f"{journey}_thrice",
            (*SIGN_IN, *THERE.get(journey, ()), *(Journey(journey) for _look in range(3)), *END),
            needs=(journey,),
            uses=(use,),
            passive=True,
            honestly=look(journey),
            variant=journey.removeprefix("read_"),
        )
        for journey, use in reversed(BY_ID.items())
    )


def look_by_id() -> tuple[Play, ...]:
    """They look again when each read by id is answered by another resource, a play for each kind of record."""
    faults = armed("resource_other_id", {"words": OTHER_RESOURCE})
    return tuple(_again(journey, use, faults, variant=journey.removeprefix("read_")) for journey, use in BY_ID.items())


def look_at_what_is_gone(*statuses: str) -> tuple[Play, ...]:
    """They look again when what is read by its id is not there any more: with each status, a play for each kind."""
    kinds = [(journey, use, status) for journey, use in BY_ID.items() for status in statuses]
    return tuple(
        _again(journey, use, armed(GONE, {"status": status}), variant=f"{journey.removeprefix('read_')} {status}")
        for journey, use, status in kinds
    )


def open_content(*kinds: str) -> tuple[Play, ...]:
    """They open a document again when its content is another one, of several kinds, a play each."""
    lies = ((kind, armed("document_content_lies", {"kind": kind, "words": OTHER_CONTENT})) for kind in kinds)
    return tuple(_again("read_documents", CONTENT, faults, variant=kind) for kind, faults in lies)


def _again(journey: str, use: str, faults: tuple[FaultSpec, ...], *, variant: str) -> Play:
    steps = (*SIGN_IN, *THERE.get(journey, ()), Journey(journey), Arm(faults), Journey(journey), *END)
    honest = look(journey)
    needs, uses = (journey,), (use,)
    return Play(f"{journey}_again", steps, faults=faults, needs=needs, uses=uses, honestly=honest, variant=variant)
