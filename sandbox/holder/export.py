"""Everything out: one archive with the record as FHIR Bundles, the documents as files, the choices and the log.

What a professional keeps from the holder (INVISIBLE_PATIENT) is not in it, as it is nowhere for them. The size is
bounded by what one record may hold here, `MOST` resources of a kind.
"""

import base64
import binascii
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final, cast

from sandbox.clock import Clock
from sandbox.fhir.apis.all import APIS
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.json_text import read_kept, write_json
from sandbox.fhir.naming import Naming
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.search.query import MAXIMUM_COUNT, Query
from sandbox.fhir.store import FhirStore
from sandbox.holder.access_log import accesses
from sandbox.holder.emergencies import Emergencies
from sandbox.holder.professional_rights import RightsOfProfessionals
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.pairings import Pairing, Pairings
from sandbox.people.accounts import Accounts
from sandbox.people.delegations import Delegations
from sandbox.people.persona import Persona
from sandbox.spaces import Space

MOST: Final = 5_000  # resources of one kind
_SUFFIXES: Final = {
    "application/pdf": "pdf",
    "text/xml": "xml",
    "application/xml": "xml",
    "text/plain": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
}


def export(space: Space, holder: Persona) -> bytes:
    """Return the archive (ZIP): `fhir/API.json`, `documents/ID.pdf`, `choices.json`, `accesses.json`."""
    archive = io.BytesIO()
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as parts:
        for api in APIS:
            resources = list(_resources(space, holder, api))
            parts.writestr(f"fhir/{api.base.rpartition('/')[2]}.json", _bundle(space, resources))
            for resource in resources:
                if text_at(resource, "resourceType") == "Binary" and (content := _content(resource)) is not None:
                    suffix = _SUFFIXES.get(text_at(resource, "contentType") or "", "bin")
                    files[f"{resource['id']}.{suffix}"] = content  # several APIs serve the same
        for name, content in files.items():
            parts.writestr(f"documents/{name}", content)
        parts.writestr("choices.json", _json(_choices(space, holder)))
        log: list[JsonValue] = [asdict(one) for one in accesses(space.journal.read(), holder.id)]
        parts.writestr("accesses.json", _json(log))
    return archive.getvalue()


def _resources(space: Space, holder: Persona, api: FhirApi) -> Iterator[JsonObject]:
    settle_record(space, api, holder)
    naming = Naming(f"{space.issuer}/my", holder.id)
    for kind in api.kinds:
        if kind.owned:
            for text in _texts(space, holder, kind):
                resource = read_kept(naming.told(text))
                if isinstance(resource, dict):
                    yield resource


def _texts(space: Space, holder: Persona, kind: ResourceKind) -> Iterator[str]:
    for number in range(MOST // MAXIMUM_COUNT):
        page = space.part(FhirStore).search(Query(kind, count=MAXIMUM_COUNT, page=number, total="none"), holder.id)
        yield from (kept.text for kept in page.matches if kept.owner == holder.id)
        if not page.more:
            return


def _bundle(space: Space, resources: list[JsonObject]) -> str:
    entries: list[JsonValue] = [{"resource": resource} for resource in resources]
    bundle: JsonObject = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": space.part(Clock).today().isoformat(timespec="seconds"),
    }
    return write_json({**bundle, "entry": entries} if entries else bundle)


def _content(binary: JsonObject) -> bytes | None:
    try:
        return base64.b64decode(text_at(binary, "data") or "", validate=True)
    except binascii.Error:
        return None


def _choices(space: Space, holder: Persona) -> JsonObject:
    rights = asdict(space.part(RightsOfProfessionals).of(holder))
    return {
        "account": asdict(space.part(Accounts).account(holder.id)),
        "apps": [_app(one) for one in space.part(Pairings).of(holder.id)],
        "professionals": cast("JsonObject", rights),
        "delegations": [asdict(one) for one in space.part(Delegations).of_holder(holder.id)],
        "emergencies": [asdict(one) for one in space.part(Emergencies).of_holder(holder.id)],
    }


def _app(pairing: Pairing) -> JsonObject:
    return {"client_id": pairing.client_id, "consents": cast("list[JsonValue]", sorted(pairing.consents))}


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
