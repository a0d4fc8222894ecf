"""What a pharmacist does: hands over what an e-prescription names, whole or in part. The record must be settled."""

from collections.abc import Collection
from datetime import datetime

from sandbox.clock import Clock
from sandbox.fhir.prescriptions.kept_lines import chosen_lines, statuses
from sandbox.fhir.professionals import settle_professionals
from sandbox.fhir.resources.medication_dispense import MEDICATION_DISPENSE, medication_dispense
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, with_status
from sandbox.fhir.store import FhirStore, Kept, Writing
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.spaces import Space


def dispense(space: Space, persona: Persona, number: str | None, lines: Collection[int] = ()) -> int:
    """Let the pharmacist hand over lines (counted from 1; all when none is named) of an e-prescription.

    Without a number it is the latest that has a line left. Returns how many lines were handed over: one that is
    dispensed or withdrawn already is left as it is.

    Raises:
        LookupError: the person has no e-prescription of that number, or it has no such line.
    """
    now, pharmacist = space.part(Clock).today(), _pharmacist(space, persona)
    settle_professionals(space, [pharmacist])
    with space.part(FhirStore).transaction() as writing:
        kept = chosen_lines(writing, persona.id, number)
        unknown = set(lines) - set(range(1, len(kept) + 1))
        if unknown:
            raise LookupError(f"the prescription has {len(kept)} lines, so none is number {min(unknown)}")
        wanted = [one for place, one in enumerate(kept, 1) if not lines or place in lines]
        left = [one for one in wanted if statuses([one]) == ["active"]]
        for one in left:
            _hand_over(writing, one, pharmacist, now)
        return len(left)


def _hand_over(writing: Writing, line: Kept, pharmacist: Professional, now: datetime) -> None:
    request, moment = line.read(), now.timestamp()
    writing.keep(MEDICATION_DISPENSE, medication_dispense(request, pharmacist, now), line.owner, now=moment)
    writing.keep(MEDICATION_REQUEST, with_status(request, "completed", now), line.owner, now=moment)


def _pharmacist(space: Space, persona: Persona) -> Professional:
    """Return who dispensed to the person before, or else a pharmacist of their department."""
    people = space.part(People)
    known = [one.pharmacist for one in people.record(persona).prescriptions if one.pharmacist]
    before = people.directory.find(known[-1]) if known else None
    return before or people.directory.near(persona.address.department, "pharmacist")
