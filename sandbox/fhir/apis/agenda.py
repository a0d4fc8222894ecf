"""API Agenda: GAP 3.0.0 over the diaries of made-up professionals, and what people are due for as proposals."""

from typing import Final

from sandbox.fhir.agenda.upkeep import keep_up
from sandbox.fhir.professionals import DIRECTORY_KINDS
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.appointment import APPOINTMENT
from sandbox.fhir.resources.schedule import SCHEDULE
from sandbox.fhir.resources.slot import SLOT

AGENDA: Final = FhirApi(
    "agenda",
    "/api/agenda",
    "API Agenda of Mon espace santé, supposed to be GAP 3.0.0 (ANS), as the mock health space plays it.",
    (SCHEDULE, SLOT, APPOINTMENT, *DIRECTORY_KINDS),
    upkeep=keep_up,
)
