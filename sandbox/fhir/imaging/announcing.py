"""What API Imagerie does when a document is announced that was kept from the patient: shows the report in it."""

from collections.abc import Mapping

from sandbox.clock import Clock
from sandbox.fhir.documents.paper import document_id
from sandbox.fhir.documents.visibility import shown_at
from sandbox.fhir.imaging.instances import studies_of
from sandbox.fhir.resources.diagnostic_report import DIAGNOSTIC_REPORT, report_id
from sandbox.fhir.store import FhirStore
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def announce_report(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Show the report that the `document` of that id (a DocumentReference) holds, or all that were kept from a person.

    `sandbox.fhir.documents.professional_acts.announce_document` does the same for the document itself.
    """
    document = parameters.get("document")
    moment, now = space.part(Clock).today().isoformat(timespec="milliseconds"), space.part(Clock).now()
    shown: list[JsonValue] = []
    with space.part(FhirStore).transaction() as writing:
        for study in studies_of(space, persona):
            kept = writing.find_hidden(DIAGNOSTIC_REPORT.type, report_id(study), persona.id)
            if kept is not None and document in (None, document_id(study.facts.report)):
                writing.keep(DIAGNOSTIC_REPORT, shown_at(kept.read(), moment), persona.id, now=now)
                shown.append(kept.id)
    return {"reports": shown}
