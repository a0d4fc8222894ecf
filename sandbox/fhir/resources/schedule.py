"""Schedule: the diary of a professional, as GAP 3.0.0 has it; its scheduling software keeps it, so apps only read."""

from typing import Final

from sandbox.fhir.agenda.gap import GAP_SCHEDULE
from sandbox.fhir.agenda.open_diaries import fetch_schedule, gather_schedules
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, SearchParameter

SCHEDULE: Final = ResourceKind(
    "Schedule",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier", says="RPPS number of whose diary it is."),
        SearchParameter("active", "token", "active", codes=TRUE_OR_FALSE),
        SearchParameter("service-type", "token", "serviceType", says="Profession (G15)."),
        SearchParameter("specialty", "token", "specialty"),
        SearchParameter("actor", "reference", "actor", ("Practitioner", "PractitionerRole", "Location")),
    ),
    (GAP_SCHEDULE,),
    includes=("Schedule:actor",),
    gather=gather_schedules,
    fetch=fetch_schedule,
    says="One a professional. GAP flow 2 (creating, changing, deleting schedules) belongs to scheduling software.",
)
