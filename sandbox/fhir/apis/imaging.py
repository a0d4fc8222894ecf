"""API Imagerie: imaging studies and the reports on them as FHIR, their images by DICOMweb."""

from collections.abc import Iterable, Iterator
from typing import Final

from sandbox.fhir.imaging.announcing import announce_report
from sandbox.fhir.imaging.dicom_web import endpoints
from sandbox.fhir.imaging.instances import imaged_study
from sandbox.fhir.professionals import PRACTITIONERS, settle_professionals
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.diagnostic_report import DIAGNOSTIC_REPORT, diagnostic_report
from sandbox.fhir.resources.imaging_endpoint import ENDPOINT, imaging_endpoint
from sandbox.fhir.resources.imaging_study import IMAGING_STUDY, imaging_study
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_BASE: Final = "/api/imagerie"


def _commons(space: Space) -> Iterable[JsonObject]:
    yield imaging_endpoint(space.api_root + _BASE)


def _record(space: Space, persona: Persona) -> Iterator[JsonObject]:
    people = space.part(People)
    record = people.record(persona)
    reports = {one.id: one for one in record.documents}
    for facts in record.imaging:
        study, radiologist = imaged_study(space, persona, facts), people.directory.find(facts.radiologist)
        if radiologist is None:
            raise LookupError(f"nobody in the directory is {facts.radiologist}")
        settle_professionals(space, [radiologist])
        yield imaging_study(study, radiologist)
        if facts.report in reports:
            yield diagnostic_report(study, reports[facts.report], radiologist)


IMAGING: Final = FhirApi(
    "documents",
    _BASE,
    "Imaging of the mock health space: studies and reports. Images are drawn phantoms, had by DICOMweb (WADO-RS and"
    " QIDO-RS, DICOM PS3.18) below /api/imagerie/dicom-web.",
    (IMAGING_STUDY, DIAGNOSTIC_REPORT, ENDPOINT, PRACTITIONERS),
    commons=_commons,
    record=_record,
    own=endpoints,
    acts={"announce_document": announce_report},
)
