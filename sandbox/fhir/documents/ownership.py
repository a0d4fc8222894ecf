"""Which app submitted a document, and so may change it."""

from sandbox.fhir.access import RefusedError
from sandbox.fhir.documents.record import SPACE_ITSELF
from sandbox.fhir.interactions.call import Call, refuse
from sandbox.fhir.issue import error
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.store import Kept
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject


def sourced(call: Call, resource: JsonObject) -> JsonObject:
    """Return a resource whose meta.source names the solution of the app, as API Mesures has it (1.5.2, 2.2).

    Raises:
        RefusedError: it names another one (422).
    """
    meta = object_at(resource, "meta")
    own = call.access.client.solution_oid.removeprefix("urn:oid:")
    named = (text_at(meta, "source") or own).removeprefix("urn:oid:")
    if named.partition("#")[0] != own and not named.startswith(f"{own}."):
        text = f"meta.source must begin with the OID of the solution, {own}"
        raise refuse(call, 422, [error("value", text, f"{resource.get('resourceType')}.meta.source")])
    return {**resource, "meta": {**meta, "source": f"urn:oid:{named}"}}


def require_mine(call: Call, kept: Kept) -> None:
    """Refuse to change what another app submitted, or a professional; the holder's own documents any app may change.

    Raises:
        RefusedError: it is not this app's (403).
    """
    resource = kept.read()
    source = text_at(object_at(resource, "meta"), "source") or ""
    own = call.access.client.solution_oid.removeprefix("urn:oid:")
    submitted = source.removeprefix("urn:oid:").partition("#")[0]
    if submitted == own or submitted.startswith(f"{own}.") or (source == SPACE_ITSELF and _is_of_holder(resource)):
        return
    raise RefusedError(outcome_answer(403, "forbidden", inferred().documents.not_yours))


def _is_of_holder(resource: JsonObject) -> bool:
    authors = {text_at(one, "reference") for one in list_at(resource, "author")}
    return any(
        text_at(one, "resourceType") == "Patient" and f"#{text_at(one, 'id')}" in authors
        for one in list_at(resource, "contained")
    )
