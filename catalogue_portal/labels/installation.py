"""Mounting what the issuer publishes, below the path of its own name: `/demo` for a demonstration, else none."""

from flask import Blueprint, Flask, Response, json

from catalogue_portal.context import Context
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import NotFound
from catalogue_portal.labels import service
from catalogue_portal.labels.claims import LABEL
from catalogue_portal.labels.own_document import own_document
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.signed_edition import EDITION, edition_bytes
from catalogue_portal.labels.status_list_token import MEDIA_TYPE, STATUS_LIST
from catalogue_portal.labels.trust import WELL_KNOWN
from doctrine.problems import DoctrineError

_OPEN = {"Access-Control-Allow-Origin": "*"}
_EDITIONS = {"Cache-Control": "no-cache", **_OPEN}


def install(app: Flask, context: Context) -> None:
    """Publish status list, keys and the issuer's own document."""
    publication = Publication.of(context.settings)
    blueprint = Blueprint("label_issuer", __name__)

    @blueprint.get("/status-lists/1")
    def status_list() -> Response:
        with context.database.reading() as session:
            compact = service.status_list_token(session, keys=context.keys, publication=publication)
        return Response(compact, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache", **_OPEN})

    @blueprint.get("/status-lists/jwks")
    def status_list_keys() -> Response:
        return _json(context.keys.jwks(STATUS_LIST), "application/jwk-set+json")

    @blueprint.get("/labels/jwks")
    def label_keys() -> Response:
        return _json(context.keys.jwks(LABEL), "application/jwk-set+json")

    @blueprint.get(WELL_KNOWN)
    def issuer_document() -> Response:
        return _json(own_document(context.keys, publication), "application/json")

    @blueprint.get("/doctrine/editions/<name>.json")
    def edition(name: str) -> Response:
        return Response(_edition(name, publication), content_type="application/json", headers=_EDITIONS)

    @blueprint.get("/doctrine/editions/<name>.json.jws")
    def edition_signature(name: str) -> Response:
        compact = context.keys.key(EDITION).sign_detached(_edition(name, publication))
        return Response(compact, content_type="application/jose", headers=_EDITIONS)

    app.register_blueprint(blueprint, url_prefix=publication.prefix or None)


def _edition(name: str, publication: Publication) -> bytes:
    try:
        return edition_bytes(edition_named(name), publication.issuer)
    except DoctrineError as error:
        raise NotFound("There is no such edition of the doctrine.") from error


def _json(document: dict[str, object], media_type: str) -> Response:
    return Response(json.dumps(document), content_type=media_type, headers={"Cache-Control": "max-age=300", **_OPEN})
