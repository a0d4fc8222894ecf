"""REST API of documents: what a publisher keeps ready for its app, version by version."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from werkzeug.datastructures import FileStorage

from catalogue_portal.context import context
from catalogue_portal.errors import Invalid
from catalogue_portal.evidence import schemas, service
from catalogue_portal.evidence.download import attachment
from catalogue_portal.evidence.intake import Intake, take
from catalogue_portal.evidence.policy import (
    Readable,
    app_to_bring_to,
    own_document,
    readable_document,
    readable_documents,
    readable_version,
)
from catalogue_portal.evidence.repository import content_of
from catalogue_portal.evidence.types import evidence_types
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint
from doctrine.evidence_types import EvidenceType

blueprint = RestBlueprint("evidence", __name__, url_prefix="/api/v1", description="Documents that are kept ready")
READ, WRITE = "evidence:read", "evidence:write"


@blueprint.get("/evidence-types")
@requires_scope(READ)
@blueprint.response(200, schemas.EvidenceTypeSchema(many=True))
def list_types() -> Sequence[EvidenceType]:
    """List the types of documents: their fields, formats and how long they count."""
    return list(evidence_types().values())


@blueprint.get("/apps/<app_id>/evidence")
@requires_scope(READ)
@blueprint.response(200, schemas.EvidenceDocumentSchema(many=True))
def list_documents(app_id: str) -> Sequence[Readable]:
    """List the documents of an app; the office reads the versions that were filed."""
    with context().database.reading() as session:
        return readable_documents(session, signed_in_actor(), app_id)


@blueprint.post("/apps/<app_id>/evidence")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewEvidenceDocumentSchema, location="form")
@blueprint.arguments(schemas.EvidenceFileSchema, location="files")
@blueprint.response(201, schemas.EvidenceDocumentSchema)
def add(wish: dict[str, str], files: dict[str, FileStorage], app_id: str) -> Readable:
    """Bring a document; its kind is read in its content, and nothing of a refused one is kept."""
    portal, actor = context(), signed_in_actor()
    with portal.database.reading() as session:
        # Before the document is looked at: strangers learn nothing from its problems.
        app_to_bring_to(session, actor, app_id)
    taken = _take(wish["type"], wish, files["file"])
    with portal.database.writing() as session:
        made = service.add(session, actor, app_id, wish["title"], taken)
        return readable_document(session, actor, made.id)


@blueprint.get("/evidence/<document_id>")
@requires_scope(READ)
@blueprint.response(200, schemas.EvidenceDocumentSchema)
def show(document_id: str) -> Readable:
    """Show a document with its versions."""
    with context().database.reading() as session:
        return readable_document(session, signed_in_actor(), document_id)


@blueprint.post("/evidence/<document_id>/versions")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewEvidenceVersionSchema, location="form")
@blueprint.arguments(schemas.EvidenceFileSchema, location="files")
@blueprint.response(201, schemas.EvidenceVersionSchema)
def renew(wish: dict[str, Any], files: dict[str, FileStorage], document_id: str) -> object:
    """Bring a newer version; those before stay as they are."""
    portal, actor = context(), signed_in_actor()
    with portal.database.reading() as session:
        kind = own_document(session, actor, document_id).type
    taken = _take(kind, wish, files["file"])
    with portal.database.writing() as session:
        return service.renew(session, actor, document_id, taken, after=wish["after"])


@blueprint.get("/evidence/<document_id>/versions/<int:number>/content")
@requires_scope(READ)
@blueprint.response(200, {"type": "string", "format": "binary"}, description="The very bytes that were sent")
def download(document_id: str, number: int) -> Response:
    """Give a version back, to be saved, never to be shown."""
    with context().database.reading() as session:
        version = readable_version(session, signed_in_actor(), document_id, number)
        return attachment(version, content_of(session, version))


@blueprint.delete("/evidence/<document_id>")
@requires_scope(WRITE)
@blueprint.response(204)
def retire(document_id: str) -> None:
    """Set a document aside: no new dossier takes it along."""
    with context().database.writing() as session:
        service.retire(session, signed_in_actor(), document_id)


def _take(kind: str, wish: Mapping[str, Any], sent: FileStorage) -> Intake:
    portal = context()
    largest = portal.settings.largest_document
    content = sent.stream.read(largest + 1)
    return take(
        kind,
        content,
        sent.filename or "",
        _fields(wish["fields_"]),
        today=portal.clock.now().date(),
        scanner=portal.ports.scanner,
        largest=largest,
    )


def _fields(written: str) -> dict[str, str]:
    try:
        said = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise Invalid("`fields` is no JSON object.", errors={"fields": ["Not valid JSON."]}) from error
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise Invalid("`fields` is no JSON object of texts.", errors={"fields": ["Not an object of texts."]})
    return said
