"""Sound R4 resources, as French guides publish them: what a validator must accept.

Made up from end to end; they hold on purpose what is unusual but legal, since false alarms come from there.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Resource = dict[str, Any]

INS = "urn:oid:1.2.250.1.213.1.4.10"
HL7 = "http://terminology.hl7.org/CodeSystem/"
ABSENT = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Tension&nbsp;: <b>12/8</b> &lt; seuil</p></div>'


def concept(system: str, code: str, display: str | None = None) -> Resource:
    """Write a CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def patient() -> Resource:
    """Write a patient of whom not everything is known."""
    return {
        "resourceType": "Patient",
        "id": "pat-1",
        "meta": {"versionId": "3", "lastUpdated": "2026-03-01T08:15:30.123+01:00", "tag": [{"code": "démo"}]},
        "language": "fr-FR",
        "text": {"status": "generated", "div": DIV},
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
                "valueAddress": {
                    "extension": [
                        {
                            "url": "https://example.org/insee-code",
                            "valueCoding": {"system": "urn:oid:1.2.3", "code": "44109"},
                        }
                    ]
                },
            },
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-nationality",
                "extension": [{"url": "code", "valueCodeableConcept": {"text": "française"}}],
            },
        ],
        "identifier": [
            {"use": "official", "type": concept(f"{HL7}v2-0203", "NI"), "system": INS, "value": "255069999999934"},
            {"_value": {"extension": [ABSENT]}, "system": "urn:oid:1.2.250.1.71.4.2.1"},
        ],
        "active": True,
        "name": [
            {
                "use": "official",
                "family": "Le Gall",
                "given": ["Anne", None, "Maï"],
                "_given": [None, {"extension": [ABSENT]}, None],
            },
            {"_family": {"id": "f1", "extension": [ABSENT]}},
        ],
        "telecom": [
            {"system": "phone", "value": "+33240000000", "rank": 1},
            {"system": "email", "value": "a@example.org"},
        ],
        "gender": "female",
        "_gender": {"id": "g1"},
        "birthDate": "1955-06",
        "_birthDate": {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
                    "valueDateTime": "1955-06-02T03:04:05+01:00",
                }
            ]
        },
        "deceasedBoolean": False,
        "address": [{"line": ["3 rue du Port"], "city": "Nantes", "period": {"start": "2001", "end": "2001-05-03"}}],
        "contact": [{"relationship": [{"text": "fille"}], "name": {"text": "Lucie"}}],
        "communication": [{"language": concept("urn:ietf:bcp:47", "br"), "preferred": False}],
        "generalPractitioner": [{"identifier": {"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "810000000000"}}],
        "managingOrganization": {
            "reference": "https://server.example/fhir/Organization/o-1/_history/2",
            "display": "CHU",
        },
    }


def practitioner() -> Resource:
    """Write a doctor."""
    return {
        "resourceType": "Practitioner",
        "id": "3f9d1c5e-1111-4222-8333-444455556666",
        "identifier": [
            {"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "810100050075", "period": {"start": "2020-01-01"}}
        ],
        "name": [{"family": "Martin", "given": ["Paul"], "prefix": ["DR"]}],
        "qualification": [{"code": {"text": "Médecin généraliste"}, "period": {"end": "9999-12-31"}}],
    }


def organization() -> Resource:
    """Write a hospital."""
    return {
        "resourceType": "Organization",
        "id": "o-1",
        "active": True,
        "type": [concept("https://mos.esante.gouv.fr/NOS/TRE_R66/FHIR/TRE-R66", "101")],
        "name": "CHU de Nantes",
        "telecom": [{"system": "phone", "value": "0240083333", "use": "work"}],
        "address": [{"use": "work", "country": "FRA", "_line": [{"extension": [ABSENT]}]}],
        "partOf": {"reference": "urn:uuid:6c0ee1e3-0000-4000-8000-000000000000"},
    }


def weight() -> Resource:
    """Write a body weight with every kind of detail."""
    return {
        "resourceType": "Observation",
        "id": "w.1",
        "contained": [
            {"resourceType": "Device", "id": "scale", "distinctIdentifier": "A-12", "type": {"text": "balance"}},
        ],
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:0b7b1a52-0000-4000-8000-000000000001"}],
        "status": "final",
        "category": [concept(f"{HL7}observation-category", "vital-signs", "Vital Signs")],
        "code": concept("http://loinc.org", "29463-7"),
        "subject": {"reference": "Patient/pat-1", "type": "Patient"},
        "effectiveDateTime": "2026-05-04T07:30:00+02:00",
        "issued": "2026-05-04T07:31:00.5Z",
        "performer": [{"reference": "Practitioner/p-1"}],
        "valueQuantity": {"value": 7.25e1, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        "interpretation": [concept(f"{HL7}v3-ObservationInterpretation", "N")],
        "note": [{"authorString": "patient", "time": "2026-05-04", "text": "À jeun\n- sans chaussures"}],
        "device": {"reference": "#scale"},
        "referenceRange": [{"low": {"value": 60}, "high": {"value": 80.0, "unit": "kg"}, "text": "usuel"}],
    }


def pressure() -> Resource:
    """Write a blood pressure, of which one part is missing."""

    def part(code: str, **held: object) -> Resource:
        return {"code": concept("http://loinc.org", code), **held}

    quantity = {"value": 121, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
    return {
        "resourceType": "Observation",
        "status": "amended",
        "category": [concept(f"{HL7}observation-category", "vital-signs")],
        "code": concept("http://loinc.org", "85354-9"),
        "subject": {"reference": "Patient/pat-1"},
        "effectiveDateTime": "2026-05-04",
        "component": [
            part("8480-6", valueQuantity=quantity),
            part("8462-4", valueQuantity={**quantity, "value": 80}),
            part("8867-4", dataAbsentReason=concept(f"{HL7}data-absent-reason", "not-performed")),
        ],
    }


def document() -> Resource:
    """Write the comprehensive metadata of a document, whose author and patient are contained."""
    return {
        "resourceType": "DocumentReference",
        "id": "doc-1",
        "contained": [
            {"resourceType": "Patient", "id": "pat", "identifier": [{"system": INS, "value": "255069999999934"}]},
            {"resourceType": "Practitioner", "id": "author", "name": [{"family": "Martin"}]},
            {"resourceType": "Organization", "id": "org", "name": "Cabinet"},
            {
                "resourceType": "PractitionerRole",
                "id": "role",
                "practitioner": {"reference": "#author"},
                "organization": {"reference": "#org"},
            },
        ],
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.1"},
        "status": "current",
        "docStatus": "final",
        "type": concept("http://loinc.org", "11488-4", "Compte rendu"),
        "category": [concept("https://mos.esante.gouv.fr/NOS/TRE_A03/FHIR/TRE-A03", "10")],
        "subject": {"reference": "#pat"},
        "date": "2026-02-03T10:11:12+01:00",
        "author": [{"reference": "#role"}],
        "authenticator": {"reference": "#author"},
        "custodian": {"reference": "Organization/o-1"},
        "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/doc-0"}}],
        "securityLabel": [concept(f"{HL7}v3-Confidentiality", "N")],
        "content": [
            {
                "attachment": {
                    "contentType": "text/xml; charset=utf-8",
                    "language": "fr",
                    "url": "Binary/b-1",
                    "size": 1024,
                    "hash": "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
                    "title": "CR",
                    "creation": "2026-02-03",
                },
                "format": {"system": "urn:oid:1.3.6.1.4.1.19376.1.2.3", "code": "urn:ihe:iti:xds-sd:pdf:2008"},
            }
        ],
        "context": {
            "period": {"start": "2026-02-03T09:00:00+01:00", "end": "2026-02-03T09:30:00+01:00"},
            "sourcePatientInfo": {"reference": "#pat"},
        },
    }


def submission() -> Resource:
    """Write the transaction that publishes a document."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:0b7b1a52-0000-4000-8000-00000000000a",
                "resource": {
                    "resourceType": "List",
                    "status": "current",
                    "mode": "working",
                    "code": concept("https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes", "submissionset"),
                    "subject": {"reference": "Patient/pat-1"},
                    "entry": [{"item": {"reference": "urn:uuid:0b7b1a52-0000-4000-8000-00000000000b"}}],
                },
                "request": {"method": "POST", "url": "List"},
            },
            {
                "fullUrl": "urn:uuid:0b7b1a52-0000-4000-8000-00000000000b",
                "resource": document(),
                "request": {"method": "POST", "url": "DocumentReference", "ifNoneExist": "identifier=a|b"},
            },
            {
                "fullUrl": "urn:uuid:0b7b1a52-0000-4000-8000-00000000000c",
                "resource": {"resourceType": "Binary", "contentType": "application/pdf", "data": "JVBERi0x\nLjQK"},
                "request": {"method": "POST", "url": "Binary"},
            },
        ],
    }


def found() -> Resource:
    """Write the answer to a search."""
    return {
        "resourceType": "Bundle",
        "id": "s-1",
        "meta": {"lastUpdated": "2026-05-04T07:30:00Z"},
        "type": "searchset",
        "total": 2,
        "link": [{"relation": "self", "url": "https://server.example/fhir/Patient?_count=1"}],
        "entry": [
            {
                "fullUrl": "https://server.example/fhir/Patient/pat-1",
                "resource": patient(),
                "search": {"mode": "match", "score": 1},
            },
            {
                "fullUrl": "https://server.example/fhir/Organization/o-1",
                "resource": organization(),
                "search": {"mode": "include"},
            },
        ],
    }


def schedule() -> Resource:
    """Write a diary."""
    return {
        "resourceType": "Schedule",
        "active": True,
        "serviceType": [{"text": "Consultation"}],
        "actor": [{"reference": "Practitioner/p-1"}, {"reference": "Location/l-1"}],
        "planningHorizon": {"start": "2026-01-01T00:00:00+01:00", "end": "2026-12-31T23:59:60+01:00"},
    }


def slot() -> Resource:
    """Write a free slot."""
    return {
        "resourceType": "Slot",
        "schedule": {"reference": "Schedule/s-1"},
        "status": "free",
        "start": "2026-05-04T09:00:00+02:00",
        "end": "2026-05-04T09:15:00+02:00",
    }


def appointment() -> Resource:
    """Write a booked appointment."""
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "serviceType": [{"text": "Consultation"}],
        "appointmentType": concept(f"{HL7}v2-0276", "ROUTINE"),
        "priority": 0,
        "start": "2026-05-04T09:00:00+02:00",
        "end": "2026-05-04T09:15:00+02:00",
        "minutesDuration": 15,
        "slot": [{"reference": "Slot/1"}],
        "created": "2026-04-01",
        "participant": [
            {"actor": {"reference": "Patient/pat-1"}, "required": "required", "status": "accepted"},
            {"type": [concept(f"{HL7}v3-ParticipationType", "PPRF")], "status": "needs-action"},
        ],
        "requestedPeriod": [{"start": "2026-05"}],
    }


def prescription() -> Resource:
    """Write a prescription with a timing and a dose range."""
    return {
        "resourceType": "MedicationRequest",
        "contained": [{"resourceType": "Medication", "id": "med", "code": {"text": "Paracétamol 500 mg"}}],
        "status": "active",
        "intent": "order",
        "medicationReference": {"reference": "#med"},
        "subject": {"reference": "Patient/pat-1"},
        "authoredOn": "2026-05-04T10:00:00+02:00",
        "requester": {"reference": "PractitionerRole/r-1"},
        "dosageInstruction": [
            {
                "sequence": 1,
                "text": "1 à 2 comprimés matin et soir pendant 5 jours",
                "timing": {
                    "repeat": {
                        "boundsDuration": {
                            "value": 5,
                            "unit": "jour",
                            "system": "http://unitsofmeasure.org",
                            "code": "d",
                        },
                        "frequency": 2,
                        "period": 1,
                        "periodUnit": "d",
                        "when": ["MORN", "EVE"],
                        "offset": 30,
                    }
                },
                "asNeededBoolean": False,
                "doseAndRate": [
                    {
                        "doseRange": {"low": {"value": 1, "unit": "cp"}, "high": {"value": 2, "unit": "cp"}},
                        "rateRatio": {"numerator": {"value": 1}, "denominator": {"value": 1, "unit": "h"}},
                    }
                ],
            }
        ],
        "dispenseRequest": {
            "validityPeriod": {"start": "2026-05-04", "end": "2026-08-04"},
            "numberOfRepeatsAllowed": 0,
            "quantity": {"value": 20},
            "expectedSupplyDuration": {"value": 5, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"},
        },
        "substitution": {"allowedBoolean": True},
    }


def dispense() -> Resource:
    """Write what a pharmacist gave."""
    return {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "medicationCodeableConcept": {"text": "Paracétamol"},
        "subject": {"reference": "Patient/pat-1"},
        "performer": [{"actor": {"reference": "Practitioner/p-2"}}],
        "authorizingPrescription": [{"reference": "MedicationRequest/m-1"}],
        "quantity": {"value": 2, "unit": "boîte"},
        "whenPrepared": "2026-05-04",
        "whenHandedOver": "2026-05-04T18:00:00+02:00",
        "substitution": {"wasSubstituted": False},
    }


def care_team() -> Resource:
    """Write a circle of care."""
    return {
        "resourceType": "CareTeam",
        "status": "active",
        "name": "Cercle de soins",
        "subject": {"reference": "Patient/pat-1"},
        "period": {"start": "2026-01-01"},
        "participant": [
            {"role": [{"text": "médecin traitant"}], "member": {"reference": "Practitioner/p-1"}},
            {
                "member": {"reference": "Practitioner/p-3"},
                "onBehalfOf": {"reference": "Organization/o-1"},
                "period": {"start": "2026-02"},
            },
        ],
    }


def report() -> Resource:
    """Write a discharge letter as a document Bundle."""
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:0b7b1a52-0000-4000-8000-0000000000ff"},
        "type": "document",
        "timestamp": "2026-05-04T10:00:00Z",
        "entry": [
            {
                "fullUrl": "urn:uuid:0b7b1a52-0000-4000-8000-0000000000f1",
                "resource": {
                    "resourceType": "Composition",
                    "status": "final",
                    "type": concept("http://loinc.org", "34133-9"),
                    "subject": {"reference": "urn:uuid:0b7b1a52-0000-4000-8000-0000000000f2"},
                    "date": "2026-05",
                    "author": [{"display": "Dr Martin"}],
                    "title": "Lettre de liaison",
                    "confidentiality": "N",
                    "section": [
                        {
                            "title": "Traitements",
                            "text": {"status": "additional", "div": DIV},
                            "section": [
                                {
                                    "emptyReason": concept(f"{HL7}list-empty-reason", "nilknown"),
                                    "section": [{"title": "Rien", "text": {"status": "empty", "div": DIV}}],
                                }
                            ],
                        }
                    ],
                },
            },
            {"fullUrl": "urn:uuid:0b7b1a52-0000-4000-8000-0000000000f2", "resource": patient()},
        ],
    }


def condition() -> Resource:
    """Write an active condition of uncertain start."""
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept(f"{HL7}condition-clinical", "active"),
        "verificationStatus": concept(f"{HL7}condition-ver-status", "confirmed"),
        "category": [concept(f"{HL7}condition-category", "problem-list-item")],
        "code": {"text": "Diabète de type 2"},
        "subject": {"reference": "Patient/pat-1"},
        "onsetAge": {"value": 52, "unit": "ans", "system": "http://unitsofmeasure.org", "code": "a"},
        "evidence": [{"detail": [{"reference": "Observation/w.1"}]}],
    }


def immunization() -> Resource:
    """Write a vaccination."""
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://www.whocc.no/atc", "code": "J07BB02"}], "text": "Grippe"},
        "patient": {"reference": "Patient/pat-1"},
        "occurrenceDateTime": "2025-10",
        "lotNumber": "L-12",
        "protocolApplied": [{"doseNumberPositiveInt": 1}],
        "doseQuantity": {"value": 0.5, "unit": "mL", "system": "http://unitsofmeasure.org", "code": "mL"},
    }


def questionnaire() -> Resource:
    """Write a questionnaire whose questions depend on one another."""
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.org/Questionnaire/q|odd",
        "name": "Anamnese",
        "status": "draft",
        "item": [
            {
                "linkId": "1",
                "type": "group",
                "text": "Antécédents",
                "item": [
                    {"linkId": "1.1", "type": "boolean", "text": "Fumez-vous ?", "initial": [{"valueBoolean": False}]},
                    {
                        "linkId": "1.2",
                        "type": "integer",
                        "enableWhen": [{"question": "1.1", "operator": "exists", "answerBoolean": True}],
                    },
                    {"linkId": "1.3", "type": "choice", "answerOption": [{"valueCoding": {"code": "a"}}]},
                ],
            },
            {"linkId": "2", "type": "display", "text": "Merci"},
        ],
    }


def consent() -> Resource:
    """Write a consent under the law."""
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": concept(f"{HL7}consentscope", "patient-privacy"),
        "category": [concept("http://loinc.org", "59284-0")],
        "patient": {"reference": "Patient/pat-1"},
        "dateTime": "2026-01-01",
        "policyRule": {"text": "Code de la santé publique, L1111-13"},
        "provision": {"type": "permit", "period": {"start": "2026"}, "provision": [{"type": "deny"}]},
    }


def message() -> Resource:
    """Write a message to a patient."""
    return {
        "resourceType": "Communication",
        "status": "completed",
        "subject": {"reference": "Patient/pat-1"},
        "sent": "2026-05-04T10:00:00Z",
        "recipient": [{"reference": "Patient/pat-1"}],
        "sender": {"reference": "Organization/o-1"},
        "payload": [
            {"contentString": "Bonjour"},
            {"contentAttachment": {"contentType": "application/pdf", "data": "JVBERi0xLjQK"}},
        ],
    }


def imaging() -> Resource:
    """Write an imaging study."""
    return {
        "resourceType": "ImagingStudy",
        "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.250.1.1"}],
        "status": "available",
        "subject": {"reference": "Patient/pat-1"},
        "started": "2026-05-04T10:00:00Z",
        "numberOfSeries": 1,
        "series": [
            {
                "uid": "1.2.250.1.1.1",
                "number": 0,
                "modality": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CT"},
                "instance": [
                    {"uid": "1.2.250.1.1.1.1", "sopClass": {"system": "urn:ietf:rfc:3986", "code": "urn:oid:1.2"}}
                ],
            }
        ],
    }


def task() -> Resource:
    """Write a task with inputs of several types."""
    return {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "authoredOn": "2026-05-04",
        "lastModified": "2026-05-05T10:00:00Z",
        "restriction": {"period": {"end": "2026-06-01"}},
        "input": [
            {"type": {"text": "a"}, "valueDecimal": 1e-3},
            {"type": {"text": "b"}, "valueReference": {"reference": "Patient?identifier=a|b"}},
        ],
    }


def outcome() -> Resource:
    """Write an OperationOutcome."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "invalid", "diagnostics": "Non", "expression": ["Patient.name[0]"]}],
    }


def parameters() -> Resource:
    """Write parameters that hold parameters and a resource."""
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "a", "valueInteger": -2147483648},
            {"name": "b", "part": [{"name": "c", "valueUrl": "https://example.org/"}]},
            {"name": "d", "resource": organization()},
        ],
    }


def _apart(maker: Callable[[], Resource]) -> Callable[[], Resource]:
    """Let nothing of what is made be shared: whoever plants a fault in one resource must not spoil the next."""
    return lambda: copy.deepcopy(maker())


SOUND = {
    maker.__name__: _apart(maker)
    for maker in (
        patient,
        practitioner,
        organization,
        weight,
        pressure,
        document,
        submission,
        found,
        schedule,
        slot,
        appointment,
        prescription,
        dispense,
        care_team,
        report,
        condition,
        immunization,
        questionnaire,
        consent,
        message,
        imaging,
        task,
        outcome,
        parameters,
    )
}
