"""What a professional does with a report that was kept from the patient."""

from sandbox.clock import Clock
from sandbox.fhir.apis.imaging import IMAGING
from sandbox.fhir.imaging.instances import studies_of
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.resources.diagnostic_report import DIAGNOSTIC_REPORT, announced, report_id
from sandbox.fhir.store import FhirStore
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def announce_report(space: Space, persona: Persona, document_id: str) -> None:
    """Let a person's apps see the report that the document of that id holds; nothing happens if there is none.

    Whoever announces the document calls this, so that document and report are seen from the same moment.
    """
    settle_record(space, IMAGING, persona)
    now = space.part(Clock).now()
    for study in studies_of(space, persona):
        if study.facts.report == document_id:
            with space.part(FhirStore).transaction() as writing:
                kept = writing.find_hidden(DIAGNOSTIC_REPORT.type, report_id(study), persona.id)
                if kept is not None:
                    writing.keep(DIAGNOSTIC_REPORT, announced(kept.read()), persona.id, now=now)
