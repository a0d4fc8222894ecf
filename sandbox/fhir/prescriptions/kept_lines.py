"""The e-prescriptions of a record as the store keeps them: by number, by what is left of them, and read back whole."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Final, cast

from sandbox.fhir.prescriptions.e_prescription import EPrescription
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, read_line, request_id
from sandbox.fhir.resources.practitioner import professional_id
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import Kept, Writing
from sandbox.json_reading import object_at, text_at
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

Find = Callable[[str, str, str], Kept | None]  # type, id, owner
_WITH_ANYTHING_LEFT: Final = Query(
    MEDICATION_REQUEST, (Criterion("status", "token", (TokenValue(None, "active"),)),), count=1, total="none"
)


def lines_of(find: Find, owner: str, number: str) -> Iterator[Kept]:
    """Give the lines of an e-prescription of that owner, in order; none when there is no such number."""
    for line in count(1):
        kept = find(MEDICATION_REQUEST.type, request_id(number, line), owner)
        if kept is None:
            return
        yield kept


def chosen_lines(writing: Writing, owner: str, number: str | None) -> list[Kept]:
    """Return the lines of an e-prescription; without a number, of the latest that has a line left.

    Raises:
        LookupError: there is none.
    """
    if number is None:
        left = writing.search(_WITH_ANYTHING_LEFT, owner).matches
        number = text_at(object_at(left[0].read(), "groupIdentifier"), "value") if left else None
    lines = [*lines_of(writing.find, owner, number)] if number is not None else []
    if not lines:
        raise LookupError(f"{owner} has no e-prescription {number or 'with anything left to dispense'}")
    return lines


def statuses(lines: Sequence[Kept]) -> list[str]:
    """Return the status of each line."""
    return [str(kept.read()["status"]) for kept in lines]


def find_e_prescription(space: Space, find: Find, persona: Persona, number: str) -> EPrescription | None:
    """Return the e-prescription of that number in a person's record, as it was written."""
    requests = [kept.read() for kept in lines_of(find, persona.id, number)]
    if not requests:
        return None
    reference = text_at(object_at(requests[0], "requester"), "reference") or ""
    prescriber = space.part(People).directory.find(professional_id(reference.removeprefix("Practitioner/")))
    if prescriber is None:
        raise LookupError(f"nobody in the directory is {reference}")
    period = object_at(object_at(requests[0], "dispenseRequest"), "validityPeriod")
    return EPrescription(
        number,
        persona,
        prescriber,
        datetime.fromisoformat(cast("str", period["start"])),
        datetime.fromisoformat(cast("str", period["end"])),
        tuple(map(read_line, requests)),
    )
