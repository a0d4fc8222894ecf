"""Slot: a span in which a professional receives somebody, as GAP 3.0.0 has it (flows 4 and 5)."""

from typing import Final

from sandbox.fhir.agenda.gap import GAP_SLOT
from sandbox.fhir.agenda.open_diaries import fetch_slot, gather_slots
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter

SLOT: Final = ResourceKind(
    "Slot",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier"),
        SearchParameter(
            "schedule", "reference", "schedule", ("Schedule",), says="Chains: schedule.actor:Practitioner."
        ),
        SearchParameter("status", "token", "status"),
        SearchParameter("start", "date", "start", says="Mandatory, with a lower bound (eq, ge, gt, sa)."),
        SearchParameter("specialty", "token", "specialty"),
        SearchParameter("service-type", "token", "serviceType"),
        SearchParameter("appointment-type", "token", "appointmentType"),
    ),
    (GAP_SLOT,),
    moment="start",
    includes=("Slot:schedule",),
    gather=gather_slots,
    fetch=fetch_slot,
    says="A search says whose and from when (start). Who took one is never told.",
)
