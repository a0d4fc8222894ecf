"""ImagingStudy: what was imaged, when and how, and by which DICOM names its images are retrieved."""

from typing import Final

from sandbox.fhir.imaging.dicom_names import DICOM_CODES, DICOM_UIDS
from sandbox.fhir.imaging.instances import ImagedStudy
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.resources.imaging_endpoint import ENDPOINT_ID
from sandbox.fhir.resources.practitioner import practitioner_reference
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.professional import Professional

SNOMED: Final = "http://snomed.info/sct"
_URI: Final = "urn:ietf:rfc:3986"
IMAGING_STUDY: Final = ResourceKind(
    "ImagingStudy",
    frozenset({"read", "vread", "search-type"}),
    (
        SearchParameter(
            "identifier", "token", "identifier", says="Study Instance UID (urn:oid:...) or accession number"
        ),
        SearchParameter("status", "token", "status"),
        SearchParameter("modality", "token", ("modality", "series.modality")),
        SearchParameter("bodysite", "token", "series.bodySite"),
        SearchParameter("started", "date", "started"),
        SearchParameter("series", "token", "series.uid"),
        SearchParameter("instance", "token", "series.instance.uid"),
        SearchParameter("dicom-class", "token", "series.instance.sopClass"),
        SearchParameter("interpreter", "reference", "interpreter", ("Practitioner",)),
        SearchParameter("endpoint", "reference", ("endpoint", "series.endpoint"), ("Endpoint",)),
    ),
    patient=("subject",),
    moment="started",
    includes=("ImagingStudy:endpoint", "ImagingStudy:interpreter"),
    reverse_includes=("DiagnosticReport:study",),
    says="Read only. Images are retrieved by DICOMweb at the endpoint, with the same tokens.",
)


def imaging_study_id(study: ImagedStudy) -> str:
    """Return the id of a study."""
    return study.uid


def imaging_study(study: ImagedStudy, radiologist: Professional) -> JsonObject:
    """Write a study, its series and its images."""
    facts, count = study.facts, len(study.instances)
    modality: JsonObject = {"system": DICOM_CODES, "code": facts.modality, "display": study.kind.display}
    endpoint: list[JsonValue] = [{"reference": f"Endpoint/{ENDPOINT_ID}", "type": "Endpoint"}]
    return {
        "resourceType": "ImagingStudy",
        "id": imaging_study_id(study),
        "meta": {"lastUpdated": facts.taken.isoformat(timespec="milliseconds")},
        "identifier": [
            {"use": "official", "system": DICOM_UIDS, "value": f"urn:oid:{study.uid}"},
            {
                "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN"}]},
                "value": study.accession,
            },
        ],
        "status": "available",
        "modality": [modality],
        "subject": {"identifier": PATIENT_IDENTIFIER},
        "started": facts.taken.isoformat(),
        "interpreter": [practitioner_reference(radiologist)],
        "endpoint": endpoint,
        "numberOfSeries": 1,
        "numberOfInstances": count,
        "procedureCode": [{"text": facts.description}],
        "description": facts.description,
        "series": [
            {
                "uid": study.series_uid,
                "number": 1,
                "modality": modality,
                "description": facts.description,
                "numberOfInstances": count,
                "endpoint": endpoint,
                "bodySite": {"system": SNOMED, "code": facts.body_part.code, "display": facts.body_part.fr},
                "started": facts.taken.isoformat(),
                "instance": [
                    {
                        "uid": one.uid,
                        "sopClass": {"system": _URI, "code": f"urn:oid:{study.kind.sop_class}"},
                        "number": one.number,
                        "title": one.title,
                    }
                    for one in study.instances
                ],
            }
        ],
    }
