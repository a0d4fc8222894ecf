"""The e-prescription: a prescription of the record with the number that everybody calls it by."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.inferred import inferred
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.people.record import DrugLine, Prescription
from sandbox.spaces import Space

_DIGITS = 20  # so many that a hundred thousand people's prescriptions share no number


@dataclass(frozen=True)
class EPrescription:
    """A prescription, for whom, by whom; `number` is its own in the space, `until` the moment it may be fetched."""

    number: str
    persona: Persona
    prescriber: Professional
    written: datetime
    until: datetime
    lines: tuple[DrugLine, ...]


def number_of(space: Space, prescription_id: str) -> str:
    """Return the number of a prescription of the record: always the same, and nothing of the person is in it."""
    digest = hashlib.sha256(f"e-prescription/{space.seed}/{prescription_id}".encode()).digest()
    return f"{int.from_bytes(digest) % 10**_DIGITS:0{_DIGITS}d}"


def e_prescription(space: Space, persona: Persona, prescription: Prescription) -> EPrescription:
    """Return the e-prescription of a prescription in a person's record.

    Raises:
        LookupError: its prescriber is not in the directory.
    """
    prescriber = space.part(People).directory.find(prescription.prescriber)
    if prescriber is None:
        raise LookupError(f"nobody in the directory is {prescription.prescriber}")
    return EPrescription(
        number=number_of(space, prescription.id),
        persona=persona,
        prescriber=prescriber,
        written=prescription.prescribed,
        until=prescription.prescribed + timedelta(days=inferred().prescriptions.valid_days),
        lines=prescription.lines,
    )
