"""What a physician does: writes an e-prescription, or withdraws what is left of one. The record must be settled."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sandbox.clock import Clock
from sandbox.fhir.prescriptions.e_prescription import e_prescription
from sandbox.fhir.prescriptions.kept_lines import chosen_lines, statuses
from sandbox.fhir.professionals import settle_professionals
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, medication_requests, with_status
from sandbox.fhir.store import FhirStore
from sandbox.people.persona import Persona
from sandbox.people.record import DrugLine, Prescription
from sandbox.spaces import Space

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject

USUAL: Final = (  # what nobody is allergic to
    DrugLine("Paracétamol 1 g, comprimé", "N02BE01", "1 comprimé en cas de douleur, 3 par jour au plus", 5),
    DrugLine("Chlorure de sodium 0,9 %, solution nasale", "R01AX10", "lavage matin et soir", 7),
)
_WITHDRAWN: Final = "Retirée par le prescripteur"


def prescribe(space: Space, persona: Persona, lines: Sequence[DrugLine] = USUAL) -> str:
    """Let the attending physician prescribe now; return the number of the e-prescription."""
    now = space.part(Clock).today().replace(microsecond=0)
    written = e_prescription(
        space, persona, Prescription(str(uuid.uuid4()), now, persona.attending, tuple(lines), None, None)
    )
    settle_professionals(space, [written.prescriber])
    with space.part(FhirStore).transaction() as writing:
        for request in medication_requests(written, dispensed=False):
            writing.keep(MEDICATION_REQUEST, request, persona.id, now=now.timestamp())
    return written.number


def withdraw(space: Space, persona: Persona, number: str | None) -> int:
    """Let the prescriber withdraw what is left of an e-prescription; return how many lines that were.

    Raises:
        LookupError: the person has no e-prescription of that number; without a number, none with a line left.
    """
    now = space.part(Clock).today()
    with space.part(FhirStore).transaction() as writing:
        lines = chosen_lines(writing, persona.id, number)
        left = [one for one in lines if statuses([one]) == ["active"]]
        status = "cancelled" if len(left) == len(lines) else "stopped"  # whether anything was handed over before
        for one in left:
            changed: JsonObject = {**with_status(one.read(), status, now), "statusReason": {"text": _WITHDRAWN}}
            writing.keep(MEDICATION_REQUEST, changed, persona.id, now=now.timestamp())
        return len(left)
