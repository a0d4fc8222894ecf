"""What a professional does with a report that was kept from the patient."""

from collections.abc import Mapping

from sandbox.clock import Clock
from sandbox.fhir.imaging.instances import studies_of
from sandbox.fhir.resources.diagnostic_report import DIAGNOSTIC_REPORT, announced, report_id
from sandbox.fhir.store import FhirStore
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import UnknownActError
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def announce_report(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Let a person's apps see a report that was kept from them: that on `study` (a UID), or all.

    Raises:
        UnknownActError: the person has no such study.
    """
    wanted = parameters.get("study")
    studies = [one for one in studies_of(space, persona) if wanted in {None, one.uid}]
    if wanted is not None and not studies:
        raise UnknownActError("'study' must be the UID of a study of the person")
    moment, now = space.part(Clock).today().isoformat(timespec="milliseconds"), space.part(Clock).now()
    shown: list[JsonValue] = []
    with space.part(FhirStore).transaction() as writing:
        for study in studies:
            kept = writing.find_hidden(DIAGNOSTIC_REPORT.type, report_id(study), persona.id)
            if kept is not None:
                writing.keep(DIAGNOSTIC_REPORT, announced(kept.read(), moment), persona.id, now=now)
                shown.append(kept.id)
    return {"reports": shown}
