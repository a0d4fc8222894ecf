"""Taking and giving back slots, inside the transaction that writes the appointment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sandbox.fhir.agenda.diary import Diary, monday
from sandbox.fhir.agenda.diary_resources import SlotStatus, slot_of, slot_resource
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.store import NOBODY, Kept, Writing
from sandbox.json_reading import object_at, text_at

_SQUEEZED_IN: Final = "-x"  # ends the id of a slot between the openings of a diary, made for one appointment


def is_free(slot: Kept) -> bool:
    """Tell whether a slot can be taken."""
    return text_at(slot.read(), "status") == "free"


def take(writing: Writing, kind: KindDeclaration, slots: Iterable[Kept], *, moment: datetime) -> None:
    """Mark slots as busy."""
    for slot in slots:
        _mark(writing, kind, slot, "busy", moment)


def give_back(writing: Writing, kind: KindDeclaration, slot_ids: Iterable[str], *, moment: datetime) -> None:
    """Mark slots as free again; those that were squeezed in for one appointment are there for nobody else."""
    for slot_id in slot_ids:
        slot = writing.find(kind.type, slot_id, NOBODY)
        if slot is not None:
            squeezed = slot_id.partition(_SQUEEZED_IN)[1]
            _mark(writing, kind, slot, "entered-in-error" if squeezed else "free", moment)


def squeeze_in(
    writing: Writing, kind: KindDeclaration, diary: Diary, span: tuple[datetime, datetime], *, now: float
) -> Sequence[str]:
    """Make a slot of just that span, and take the free openings that it overlaps; return the ids of all.

    Records know of appointments that were made before there were diaries: they may fall between openings.
    """
    start, end = span
    overlapped = []
    for opening in diary.week(monday(in_paris(start).date())):
        if opening.taken or opening.end <= start or opening.start >= end:
            continue
        slot = writing.find(kind.type, diary.slot_id(opening.start), NOBODY)
        if slot is None or is_free(slot):
            writing.keep(kind, {**slot_resource(diary, opening), "status": "busy"}, NOBODY, now=now)
            overlapped.append(diary.slot_id(opening.start))
    slot_id = diary.slot_id(start) + _SQUEEZED_IN
    while writing.taken(kind.type, slot_id):
        slot_id += _SQUEEZED_IN[-1]
    writing.keep(kind, slot_of(diary, slot_id, span, "busy"), NOBODY, now=now)
    return [slot_id, *overlapped]


def _mark(writing: Writing, kind: KindDeclaration, slot: Kept, status: SlotStatus, moment: datetime) -> None:
    resource = slot.read()
    meta = {**object_at(resource, "meta"), "lastUpdated": moment.isoformat(timespec="milliseconds")}
    writing.keep(kind, {**resource, "meta": meta, "status": status}, NOBODY, now=moment.timestamp())
