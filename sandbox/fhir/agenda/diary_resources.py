"""A diary as FHIR: one Schedule, and a Slot for each opening."""

from datetime import datetime
from typing import Literal

from sandbox.fhir.agenda.diary import Diary, Opening
from sandbox.fhir.agenda.gap import GAP_SCHEDULE, GAP_SLOT
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.resources.location import location_reference
from sandbox.fhir.resources.practitioner import offer, practitioner_reference, rpps_identifier
from sandbox.fhir.resources.practitioner_role import role_reference
from sandbox.json_value import JsonObject

SlotStatus = Literal["free", "busy", "entered-in-error"]


def schedule_resource(diary: Diary) -> JsonObject:
    """Write the Schedule; it has no planning horizon, because that moves with the days."""
    professional = diary.professional
    return {
        "resourceType": "Schedule",
        "id": diary.schedule_id,
        "meta": {"profile": [GAP_SCHEDULE]},
        "identifier": [rpps_identifier(professional)],
        "active": True,
        **offer(professional.occupation),
        "actor": [
            practitioner_reference(professional),
            role_reference(professional),
            location_reference(professional.organization),
        ],
        "comment": f"Rendez-vous de {diary.minutes} minutes, ouverts {diary.weeks} semaines à l'avance.",
    }


def slot_resource(diary: Diary, opening: Opening) -> JsonObject:
    """Write the Slot of an opening; of who took it, nothing is ever said."""
    return slot_of(
        diary, diary.slot_id(opening.start), (opening.start, opening.end), "busy" if opening.taken else "free"
    )


def slot_of(diary: Diary, slot_id: str, span: tuple[datetime, datetime], status: SlotStatus) -> JsonObject:
    """Write a Slot under an id of its own."""
    return {
        "resourceType": "Slot",
        "id": slot_id,
        "meta": {"profile": [GAP_SLOT]},
        **offer(diary.professional.occupation),
        "schedule": {
            "reference": f"Schedule/{diary.schedule_id}",
            "identifier": rpps_identifier(diary.professional),
            "display": diary.professional.name,
        },
        "status": status,
        "start": written(span[0]),
        "end": written(span[1]),
    }


def written(moment: datetime) -> str:
    """Write a moment as clocks in France show it."""
    return in_paris(moment).isoformat(timespec="seconds")
