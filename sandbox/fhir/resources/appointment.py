"""Appointment, as GAP 3.0.0 has it (flows 4 to 6): read, booked, moved, cancelled; and what is due, as proposals."""

from typing import Final

from sandbox.fhir.agenda.booking import keep_appointment
from sandbox.fhir.agenda.gap import GAP_APPOINTMENT
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter

APPOINTMENT: Final = ResourceKind(
    "Appointment",
    frozenset({"read", "vread", "search-type", "create", "update", "patch"}),
    (
        SearchParameter("identifier", "token", "identifier"),
        SearchParameter("status", "token", "status", says="Reminders are proposed."),
        SearchParameter("date", "date", "start"),
        SearchParameter("created", "date", "created"),
        SearchParameter(
            "requested-period", "date", "requestedPeriod", says="Of reminders: when it is due (R5's name)."
        ),
        SearchParameter("service-type", "token", "serviceType"),
        SearchParameter("specialty", "token", "specialty"),
        SearchParameter("appointment-type", "token", "appointmentType"),
        SearchParameter("reason-code", "token", "reasonCode"),
        SearchParameter("description", "string", "description"),
        SearchParameter("priority", "token", "priority"),
        SearchParameter("part-status", "token", "participant.status"),
        SearchParameter("supporting-info", "reference", "supportingInformation", ("Appointment",)),
        SearchParameter("slot", "reference", "slot", ("Slot",)),
        SearchParameter(
            "actor", "reference", "participant.actor", ("Practitioner", "PractitionerRole", "Location", "Patient")
        ),
        SearchParameter("practitioner", "reference", "participant.actor", ("Practitioner",)),
        SearchParameter("location", "reference", "participant.actor", ("Location",)),
    ),
    (GAP_APPOINTMENT,),
    patient=("participant.actor",),
    moment="date",
    includes=("Appointment:actor", "Appointment:practitioner", "Appointment:location", "Appointment:slot"),
    changeable=frozenset(
        {"status", "cancelationReason", "slot", "start", "end", "minutesDuration", "comment", "patientInstruction"}
    ),
    effects=keep_appointment,
    says="Booked by naming slots, or the professional, start and end. Cancelled by status, never deleted. One "
    "made in other software names the professional by identifier alone and takes no slot.",
)
