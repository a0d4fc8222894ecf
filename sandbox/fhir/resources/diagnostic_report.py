"""DiagnosticReport: what the radiologist concludes from a study; hidden from the patient until it is announced."""

import base64
from typing import Final

from sandbox.fhir.documents.visibility import is_invisible
from sandbox.fhir.documents.vocabulary import INVISIBLE, vocabulary
from sandbox.fhir.imaging.instances import ImagedStudy
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.profiles import LOINC
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.imaging_study import imaging_study_id
from sandbox.fhir.resources.practitioner import practitioner_reference
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.professional import Professional
from sandbox.people.record import Document

_CONCLUSION: Final = "Conclusion"

DIAGNOSTIC_REPORT: Final = ResourceKind(
    "DiagnosticReport",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter("status", "token", "status"),
        SearchParameter("category", "token", "category"),
        SearchParameter("code", "token", "code"),
        SearchParameter("date", "date", "effectiveDateTime"),
        SearchParameter("issued", "date", "issued"),
        SearchParameter("results-interpreter", "reference", "resultsInterpreter", ("Practitioner",)),
        SearchParameter("study", "reference", "imagingStudy", ("ImagingStudy",), says="As FHIR R5 has it"),
    ),
    patient=("subject",),
    moment="date",
    includes=("DiagnosticReport:study", "DiagnosticReport:results-interpreter"),
    hidden=is_invisible,
    says="Read only. A report that waits to be announced is not there for the patient's apps.",
)


def diagnostic_report(study: ImagedStudy, document: Document, radiologist: Professional) -> JsonObject:
    """Write the report on a study, from the document of the record that holds it."""
    sections = "\n\n".join(f"{section.title}\n{section.text}" for section in document.sections)
    conclusion = next((section.text for section in document.sections if section.title == _CONCLUSION), None)
    hidden = document.confidentiality == "hidden_from_holder"
    issued = document.written.isoformat(timespec="milliseconds")
    return {
        "resourceType": "DiagnosticReport",
        "id": report_id(study),
        "meta": {
            "lastUpdated": issued,
            **({"security": [vocabulary().labels[INVISIBLE].coding]} if hidden else {}),
        },
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
        "code": {"coding": [{"system": LOINC, "code": "18748-4"}], "text": study.facts.description},
        "subject": {"identifier": PATIENT_IDENTIFIER},
        "effectiveDateTime": study.facts.taken.isoformat(),
        "issued": issued,
        "resultsInterpreter": [practitioner_reference(radiologist)],
        "imagingStudy": [{"reference": f"ImagingStudy/{imaging_study_id(study)}", "type": "ImagingStudy"}],
        **({"conclusion": conclusion} if conclusion else {}),
        "presentedForm": [
            {
                "contentType": "text/plain; charset=utf-8",
                "language": "fr-FR",
                "data": base64.b64encode(sections.encode()).decode(),
                "title": document.title,
            }
        ],
    }


def report_id(study: ImagedStudy) -> str:
    """Return the id of the report on a study."""
    return f"{study.uid}.r"
