"""What professionals do with a written e-prescription: a pharmacist dispenses it, its prescriber withdraws it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sandbox.clock import Clock
from sandbox.fhir.apis.prescriptions import PRESCRIPTIONS
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.prescriptions.e_prescription import number_of
from sandbox.fhir.professionals import settle_professionals
from sandbox.fhir.resources.medication_dispense import MEDICATION_DISPENSE, medication_dispense
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, lines_of
from sandbox.fhir.store import FhirStore, Kept, Writing
from sandbox.json_reading import object_at
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.spaces import Space

_WITHDRAWN: Final = "Retirée par le prescripteur"


def dispense(space: Space, persona: Persona, number: str | None, lines: Collection[int] = ()) -> int:
    """Let the pharmacist hand over lines (counted from 1; all when none is named) of an e-prescription.

    Without a number it is the latest that has a line left. Returns how many lines were handed over: one that is
    dispensed or withdrawn already is left as it is.

    Raises:
        LookupError: the person has no e-prescription of that number, or it has no such line.
    """
    now = space.part(Clock).today()
    pharmacist = _pharmacist(space, persona)
    settle_professionals(space, [pharmacist])
    with _open(space, persona).transaction() as writing:
        kept = _lines(space, persona, writing, number)
        unknown = set(lines) - set(range(1, len(kept) + 1))
        if unknown:
            raise LookupError(f"the prescription has {len(kept)} lines, so none is number {min(unknown)}")
        wanted = [one for place, one in enumerate(kept, 1) if not lines or place in lines]
        return sum(_hand_over(writing, one, persona, pharmacist, now) for one in wanted)


def withdraw(space: Space, persona: Persona, number: str | None) -> int:
    """Let the prescriber withdraw what is left of an e-prescription; returns how many lines that were.

    Raises:
        LookupError: as `dispense`.
    """
    now = space.part(Clock).today()
    with _open(space, persona).transaction() as writing:
        kept = _lines(space, persona, writing, number)
        left = [one for one in kept if one.read()["status"] == "active"]
        status = "cancelled" if len(left) == len(kept) else "stopped"  # whether anything was handed over before
        for one in left:
            changed: JsonObject = {**one.read(), "status": status, "statusReason": {"text": _WITHDRAWN}}
            writing.keep(MEDICATION_REQUEST, _touched(changed, now), persona.id, now=now.timestamp())
        return len(left)


def _open(space: Space, persona: Persona) -> FhirStore:
    settle_record(space, PRESCRIPTIONS, persona)
    return space.part(FhirStore)


def _lines(space: Space, persona: Persona, writing: Writing, number: str | None) -> list[Kept]:
    drawn = space.part(People).record(persona).prescriptions
    numbers = [number_of(space, one.id) for one in reversed(drawn)]
    for candidate in numbers if number is None else [number]:
        kept = list(lines_of(writing.find, persona.id, candidate))
        if kept and (number is not None or any(one.read()["status"] == "active" for one in kept)):
            return kept
    raise LookupError(f"{persona.id} has no e-prescription {number or 'with anything left to dispense'}")


def _hand_over(writing: Writing, line: Kept, persona: Persona, pharmacist: Professional, now: datetime) -> int:
    request = line.read()
    if request["status"] != "active":
        return 0
    given = medication_dispense(request, pharmacist, now)
    writing.keep(MEDICATION_DISPENSE, given, persona.id, now=now.timestamp())
    writing.keep(MEDICATION_REQUEST, _touched({**request, "status": "completed"}, now), persona.id, now=now.timestamp())
    return 1


def _touched(request: JsonObject, now: datetime) -> JsonObject:
    meta = {name: value for name, value in object_at(request, "meta").items() if name != "versionId"}
    return {**request, "meta": {**meta, "lastUpdated": now.isoformat(timespec="milliseconds")}}


def _pharmacist(space: Space, persona: Persona) -> Professional:
    """Return who dispensed to the person before, or else the pharmacist of their department."""
    people = space.part(People)
    known = [one.pharmacist for one in people.record(persona).prescriptions if one.pharmacist]
    before = people.directory.find(known[-1]) if known else None
    return before or people.directory.near(persona.address.department, "pharmacist")
