"""Faults planted in sound resources, each of one kind: what a validator must find. Tests and benchmark share them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builders.fhir_resources import SOUND

REMOVED = object()


@dataclass(frozen=True)
class PlantedFault:
    """One thing wrong: the member at a dotted path is set to a value, or removed.

    `told` is where the validator must say it: the start of the issue's expression, without the numbers of arrays.
    """

    kind: str
    resource: str
    path: str
    value: object
    told: str

    @property
    def id(self) -> str:
        """A name for the report of a test."""
        return f"{self.kind}: {self.resource} {self.path}"

    def broken(self) -> dict[str, Any]:
        """Give the resource with the fault in it."""
        whole: dict[str, Any] = SOUND[self.resource]()
        *parents, last = [int(step) if step.isdigit() else step for step in self.path.split(".")]
        node: Any = whole
        for step in parents:
            node = node[step]
        if self.value is REMOVED:
            del node[last]
        else:
            node[last] = self.value
        return whole


def _missing(resource: str, path: str, told: str) -> PlantedFault:
    return PlantedFault("required", resource, path, REMOVED, told)


REQUIRED = (
    _missing("weight", "status", "Observation.status"),
    _missing("weight", "code", "Observation.code"),
    _missing("pressure", "component.0.code", "Observation.component.code"),
    _missing("document", "content", "DocumentReference.content"),
    _missing("document", "content.0.attachment", "DocumentReference.content.attachment"),
    _missing("submission", "type", "Bundle.type"),
    _missing("submission", "entry.0.request.method", "Bundle.entry.request.method"),
    _missing("submission", "entry.1.resource.status", "Bundle.entry.resource.status"),
    _missing("appointment", "participant", "Appointment.participant"),
    _missing("appointment", "participant.1.status", "Appointment.participant.status"),
    _missing("slot", "schedule", "Slot.schedule"),
    _missing("slot", "end", "Slot.end"),
    _missing("schedule", "actor", "Schedule.actor"),
    _missing("prescription", "intent", "MedicationRequest.intent"),
    _missing("prescription", "medicationReference", "MedicationRequest.medication"),
    _missing("prescription", "subject", "MedicationRequest.subject"),
    _missing("dispense", "status", "MedicationDispense.status"),
    _missing("patient", "text.status", "Patient.text.status"),
    _missing("patient", "communication.0.language", "Patient.communication.language"),
    _missing("patient", "extension.0.url", "Patient.extension.url"),
    _missing("practitioner", "qualification.0.code", "Practitioner.qualification.code"),
    _missing("immunization", "occurrenceDateTime", "Immunization.occurrence"),
    _missing("condition", "subject", "Condition.subject"),
    _missing("questionnaire", "item.0.item.1.linkId", "Questionnaire.item.item.linkId"),
    _missing("outcome", "issue", "OperationOutcome.issue"),
    _missing("imaging", "series.0.modality", "ImagingStudy.series.modality"),
    PlantedFault("required", "outcome", "issue", [], "OperationOutcome.issue"),
)
TYPES = (
    PlantedFault("type", "weight", "valueQuantity.value", "72.5", "Observation.valueQuantity.value"),
    PlantedFault("type", "weight", "category", {"text": "signes vitaux"}, "Observation.category"),
    PlantedFault("type", "weight", "status", ["final"], "Observation.status"),
    PlantedFault("type", "weight", "code", "29463-7", "Observation.code"),
    PlantedFault("type", "weight", "subject", [{"reference": "Patient/1"}], "Observation.subject"),
    PlantedFault("type", "patient", "active", "true", "Patient.active"),
    PlantedFault("type", "patient", "birthDate", 1955, "Patient.birthDate"),
    PlantedFault("type", "patient", "name", {"family": "Le Gall"}, "Patient.name"),
    PlantedFault("type", "patient", "name.0.given", "Anne", "Patient.name.given"),
    PlantedFault("type", "patient", "_birthDate", "1955", "Patient._birthDate"),
    PlantedFault("type", "patient", "telecom.0.rank", "1", "Patient.telecom.rank"),
    PlantedFault("type", "patient", "contact.0", "Lucie", "Patient.contact"),
    PlantedFault("type", "appointment", "minutesDuration", 15.5, "Appointment.minutesDuration"),
    PlantedFault("type", "slot", "overbooked", 1, "Slot.overbooked"),
    PlantedFault("type", "submission", "entry.0.resource", "List/1", "Bundle.entry.resource"),
    PlantedFault("type", "found", "total", value=True, told="Bundle.total"),
    PlantedFault("type", "weight", "subject.reference", "Organization/o-1", "Observation.subject"),
    PlantedFault("type", "patient", "name.0.family", None, "Patient.name.family"),
)
FORMATS = (
    PlantedFault("format", "patient", "birthDate", "02/06/1955", "Patient.birthDate"),
    PlantedFault("format", "patient", "birthDate", "1955-02-30", "Patient.birthDate"),
    PlantedFault("format", "patient", "birthDate", "1955-06-02T00:00:00Z", "Patient.birthDate"),
    PlantedFault("format", "patient", "id", "pat_1", "Patient.id"),
    PlantedFault("format", "patient", "id", "p" * 65, "Patient.id"),
    PlantedFault("format", "patient", "meta.lastUpdated", "2026-03-01", "Patient.meta.lastUpdated"),
    PlantedFault("format", "patient", "name.0.family", "", "Patient.name.family"),
    PlantedFault("format", "patient", "_birthDate.extension.0.valueDateTime", "hier", "Patient._birthDate.extension"),
    PlantedFault("format", "weight", "effectiveDateTime", "2026-05-04T07:30:00", "Observation.effectiveDateTime"),
    PlantedFault("format", "weight", "effectiveDateTime", "2026-05-04 07:30:00+02:00", "Observation.effectiveDateTime"),
    PlantedFault("format", "weight", "code.coding.0.code", " 29463-7", "Observation.code.coding.code"),
    PlantedFault("format", "weight", "code.coding.0.system", "http://loinc.org/ x", "Observation.code.coding.system"),
    PlantedFault("format", "document", "content.0.attachment.size", -1, "DocumentReference.content.attachment.size"),
    PlantedFault(
        "format", "document", "content.0.attachment.hash", "a b*", "DocumentReference.content.attachment.hash"
    ),
    PlantedFault("format", "slot", "start", "2026-05-04T09:00+02:00", "Slot.start"),
    PlantedFault(
        "format", "immunization", "protocolApplied.0.doseNumberPositiveInt", 0, "Immunization.protocolApplied"
    ),
    PlantedFault("format", "imaging", "series.0.uid", "1.2 3", "ImagingStudy.series.uid"),
    PlantedFault("format", "patient", "text.div", "<div><p>x</div>", "Patient.text.div"),
)
BINDINGS = (
    PlantedFault("binding", "weight", "status", "done", "Observation.status"),
    PlantedFault("binding", "patient", "gender", "F", "Patient.gender"),
    PlantedFault("binding", "patient", "name.0.use", "legal", "Patient.name.use"),
    PlantedFault("binding", "patient", "telecom.0.system", "mobile", "Patient.telecom.system"),
    PlantedFault("binding", "patient", "identifier.0.use", "main", "Patient.identifier.use"),
    PlantedFault("binding", "patient", "language", "french", "Patient.language"),
    PlantedFault("binding", "document", "status", "final", "DocumentReference.status"),
    PlantedFault("binding", "document", "relatesTo.0.code", "replace", "DocumentReference.relatesTo.code"),
    PlantedFault(
        "binding", "document", "content.0.attachment.contentType", "pdf", "DocumentReference.content.attachment"
    ),
    PlantedFault("binding", "submission", "type", "upload", "Bundle.type"),
    PlantedFault("binding", "submission", "entry.0.request.method", "post", "Bundle.entry.request.method"),
    PlantedFault("binding", "slot", "status", "open", "Slot.status"),
    PlantedFault("binding", "appointment", "participant.0.status", "yes", "Appointment.participant.status"),
    PlantedFault("binding", "prescription", "intent", "prescribe", "MedicationRequest.intent"),
    PlantedFault(
        "binding",
        "prescription",
        "dosageInstruction.0.timing.repeat.periodUnit",
        "day",
        "MedicationRequest.dosageInstruction.timing.repeat.periodUnit",
    ),
    PlantedFault("binding", "condition", "clinicalStatus.coding.0.code", "ongoing", "Condition.clinicalStatus"),
    PlantedFault("binding", "condition", "clinicalStatus", {"text": "actif"}, "Condition.clinicalStatus"),
    PlantedFault("binding", "questionnaire", "item.0.type", "section", "Questionnaire.item.type"),
)
UNKNOWN = (
    PlantedFault("unknown", "patient", "firstName", "Anne", "Patient"),
    PlantedFault("unknown", "patient", "name.0.first", "Anne", "Patient.name"),
    PlantedFault("unknown", "weight", "value", 72.5, "Observation"),
    PlantedFault("unknown", "weight", "valueMoney", {"value": 1}, "Observation"),
    PlantedFault("unknown", "weight", "_code", {"id": "x"}, "Observation"),
    PlantedFault("unknown", "document", "content.0.attachment.mime", "x", "DocumentReference.content.attachment"),
    PlantedFault("unknown", "submission", "entry.1.resource.colour", "red", "Bundle.entry.resource"),
    PlantedFault("unknown", "weight", "contained.0.resourceType", "Scale", "Observation.contained"),
    PlantedFault("unknown", "patient", "_birthDate.valueDate", "x", "Patient._birthDate"),
)
CHOICES = (
    PlantedFault("choice", "weight", "valueString", "72,5 kg", "Observation.value"),
    PlantedFault("choice", "patient", "deceasedDateTime", "2026", "Patient.deceased"),
    PlantedFault("choice", "prescription", "medicationCodeableConcept", {"text": "x"}, "MedicationRequest.medication"),
    PlantedFault("choice", "immunization", "occurrenceString", "2025", "Immunization.occurrence"),
)
INVARIANTS = (
    PlantedFault("invariant", "patient", "address.0.period.end", "1999-01-01", "Patient.address.period"),
    PlantedFault("invariant", "patient", "contact.0", {"gender": "male"}, "Patient.contact"),
    PlantedFault("invariant", "patient", "telecom.0", {"value": "+33240000000"}, "Patient.telecom"),
    PlantedFault(
        "invariant", "patient", "extension.0.extension", [{"url": "x", "valueCode": "y"}], "Patient.extension"
    ),
    PlantedFault("invariant", "patient", "maritalStatus", {}, "Patient.maritalStatus"),
    PlantedFault("invariant", "weight", "dataAbsentReason", {"text": "x"}, "Observation"),
    PlantedFault("invariant", "weight", "device.reference", "#other", "Observation.device"),
    PlantedFault(
        "invariant", "weight", "referenceRange.0", {"appliesTo": [{"text": "x"}]}, "Observation.referenceRange"
    ),
    PlantedFault("invariant", "weight", "referenceRange.0.high.comparator", "<", "Observation.referenceRange.high"),
    PlantedFault("invariant", "weight", "contained.0.meta", {"versionId": "1"}, "Observation"),
    PlantedFault("invariant", "weight", "contained.0.contained", [{"resourceType": "Basic"}], "Observation"),
    PlantedFault("invariant", "weight", "valueQuantity.system", REMOVED, "Observation.valueQuantity"),
    PlantedFault("invariant", "message", "payload.1.contentAttachment.contentType", REMOVED, "Communication.payload"),
    PlantedFault("invariant", "appointment", "end", REMOVED, "Appointment"),
    PlantedFault("invariant", "appointment", "participant.1", {"status": "accepted"}, "Appointment.participant"),
    PlantedFault("invariant", "appointment", "cancelationReason", {"text": "x"}, "Appointment"),
    PlantedFault("invariant", "submission", "entry.0.request", REMOVED, "Bundle"),
    PlantedFault("invariant", "submission", "total", 3, "Bundle"),
    PlantedFault(
        "invariant", "submission", "entry.1.fullUrl", "urn:uuid:0b7b1a52-0000-4000-8000-00000000000a", "Bundle"
    ),
    PlantedFault("invariant", "found", "entry.0.fullUrl", "https://a.example/Patient/1/_history/2", "Bundle.entry"),
    PlantedFault("invariant", "report", "identifier", REMOVED, "Bundle"),
    PlantedFault("invariant", "report", "timestamp", REMOVED, "Bundle"),
    PlantedFault(
        "invariant", "report", "entry.0.resource.section.0.section.0.entry", [{"display": "x"}], "Bundle.entry"
    ),
    PlantedFault("invariant", "organization", "address.0.use", "home", "Organization.address"),
    PlantedFault(
        "invariant",
        "prescription",
        "dosageInstruction.0.timing.repeat.timeOfDay",
        ["08:00:00"],
        "MedicationRequest.dosageInstruction.timing.repeat",
    ),
    PlantedFault(
        "invariant",
        "prescription",
        "dosageInstruction.0.timing.repeat.periodUnit",
        REMOVED,
        "MedicationRequest.dosageInstruction.timing.repeat",
    ),
    PlantedFault(
        "invariant",
        "prescription",
        "dosageInstruction.0.doseAndRate.0.rateRatio.denominator",
        REMOVED,
        "MedicationRequest.dosageInstruction.doseAndRate.rateRatio",
    ),
    PlantedFault("invariant", "dispense", "whenHandedOver", "2026-05-03", "MedicationDispense"),
    PlantedFault("invariant", "condition", "abatementString", "guéri", "Condition"),
    PlantedFault("invariant", "condition", "onsetAge.value", -5, "Condition.onsetAge"),
    PlantedFault("invariant", "consent", "policyRule", REMOVED, "Consent"),
    PlantedFault("invariant", "questionnaire", "item.1.required", value=True, told="Questionnaire.item"),
    PlantedFault("invariant", "questionnaire", "item.1.linkId", "1", "Questionnaire"),
    PlantedFault("invariant", "task", "lastModified", "2026-05-03T10:00:00Z", "Task"),
    PlantedFault("invariant", "parameters", "parameter.1.valueString", "x", "Parameters.parameter"),
    PlantedFault(
        "invariant", "patient", "text.div", '<div xmlns="http://www.w3.org/1999/xhtml"> </div>', "Patient.text"
    ),
    PlantedFault(
        "invariant",
        "patient",
        "text.div",
        '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>',
        "Patient.text",
    ),
)
FAULTS = (*REQUIRED, *TYPES, *FORMATS, *BINDINGS, *UNKNOWN, *CHOICES, *INVARIANTS)
