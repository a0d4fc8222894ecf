"""Endpoint: where the images of every study are retrieved by DICOMweb."""

from typing import Final

from sandbox.fhir.imaging.dicom_names import WEB_ROOT
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject

ENDPOINT_ID: Final = "dicom-web"
ENDPOINT: Final = ResourceKind(
    "Endpoint",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("connection-type", "token", "connectionType"),
        SearchParameter("status", "token", "status"),
    ),
    says="One for the whole space.",
)


def imaging_endpoint(base: str) -> JsonObject:
    """Write the endpoint of an imaging API whose base URL this is."""
    return {
        "resourceType": "Endpoint",
        "id": ENDPOINT_ID,
        "status": "active",
        "connectionType": {
            "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
            "code": "dicom-wado-rs",
            "display": "DICOM WADO-RS",
        },
        "name": "DICOMweb",
        "payloadType": [{"text": "DICOM"}],
        "payloadMimeType": ["application/dicom", "application/dicom+json", "image/jpeg", "image/png"],
        "address": f"{base}{WEB_ROOT}",
    }
