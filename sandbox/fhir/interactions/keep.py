"""Keeping what is written: the effects of its kind, and then the store."""

from dataclasses import replace
from typing import Final

from sandbox.fhir.interactions.call import Call
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.json_text import same_json
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import NOBODY, Kept
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject

_OF_THE_VERSION: Final = frozenset({"versionId", "lastUpdated", "source"})


def keep(kind: ResourceKind, write: Write) -> Kept:
    """Let the effects of its kind happen, then keep the resource; no new version, if they left it as it was."""
    write = replace(write, kind=kind)
    resource = _versioned(write.call, kind.effects(write))
    if write.previous is not None and _same(resource, write.previous.read()):
        return write.previous
    owner = write.call.owner if kind.owned else NOBODY
    return write.writing.keep(kind, resource, owner, now=write.call.now)


def _versioned(call: Call, resource: JsonObject) -> JsonObject:
    meta = object_at(resource, "meta")
    stamps: JsonObject = {"lastUpdated": call.moment.isoformat(timespec="milliseconds"), "source": _source(call, meta)}
    return call.naming.kept({**resource, "meta": {**meta, **stamps}})


def _same(resource: JsonObject, present: JsonObject) -> bool:
    """Tell whether a resource says what is kept already; whose version it is, and when made, does not count."""
    return same_json(_told(resource), _told(present))


def _told(resource: JsonObject) -> JsonObject:
    meta = {name: value for name, value in object_at(resource, "meta").items() if name not in _OF_THE_VERSION}
    return {**resource, "meta": meta}


def _source(call: Call, meta: JsonObject) -> str:
    """Return whose version it is: what the app says below the OID of its solution, else that OID."""
    own, told = f"urn:oid:{call.access.client.solution_oid}", text_at(meta, "source") or ""
    return told if told == own or told.startswith(f"{own}.") else own
