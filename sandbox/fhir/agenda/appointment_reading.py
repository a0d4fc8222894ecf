"""What an appointment says: its slots, its span, whom it is with."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.french_systems import RPPS
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue


def slot_ids(appointment: JsonObject, root: str = "") -> list[str]:
    """Return the ids of the slots named, each once, in order; `root` begins absolute references."""
    references = [text_at(one, "reference") or "" for one in list_at(appointment, "slot")]
    return list(dict.fromkeys(one.removeprefix(f"{root}/").removeprefix("Slot/") for one in references))


def span_of(appointment: JsonObject) -> tuple[datetime | None, datetime | None]:
    """Return start and end, None where there is none or it is not readable."""
    start, end = (instants_of(text_at(appointment, name) or "") for name in ("start", "end"))
    return (start.start if start else None), (end.start if end else None)


def practitioners(appointment: JsonObject) -> Iterator[JsonObject]:
    """Give the participants that are professionals."""
    for participant in list_at(appointment, "participant"):
        actor = object_at(participant, "actor")
        system = text_at(object_at(actor, "identifier"), "system")
        if (
            isinstance(participant, dict)
            and not is_patient(participant)
            and (text_at(actor, "type") == "Practitioner" or referred(actor) or system == RPPS)
        ):
            yield participant


def referred(actor: JsonValue) -> str | None:
    """Return the id of the practitioner that an actor refers to."""
    kind, _, resource_id = (text_at(actor, "reference") or "").rpartition("/")
    return resource_id if kind.rpartition("/")[2] == "Practitioner" and resource_id else None


def rpps_of(actor: JsonValue) -> str | None:
    """Return the RPPS number by which an actor is named."""
    identifier = object_at(actor, "identifier")
    return text_at(identifier, "value") if text_at(identifier, "system") == RPPS else None


def is_patient(participant: JsonObject) -> bool:
    """Tell whether a participant is the patient."""
    actor = object_at(participant, "actor")
    return text_at(actor, "type") == "Patient" or "Patient/" in (text_at(actor, "reference") or "")


def reminder_identifiers(appointment: JsonObject) -> list[JsonValue]:
    """Return the identifiers of what was due and is met by this appointment."""
    system = inferred().agenda.reminder_system
    return [one for one in list_at(appointment, "identifier") if text_at(one, "system") == system]
