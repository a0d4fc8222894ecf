"""Mounting the authorization server, the keys of software statements, and the reader of access tokens."""

from flask import Blueprint, Flask, Response, json

from catalogue_portal import identity, problems
from catalogue_portal.actor import Actor
from catalogue_portal.context import Context
from catalogue_portal.credentials import bearer
from catalogue_portal.credentials.access_token import ACCESS_TOKEN
from catalogue_portal.credentials.authorization_server import PortalAuthorizationServer
from catalogue_portal.credentials.software_statement import SOFTWARE_STATEMENT
from catalogue_portal.errors import Problem
from catalogue_portal.labels.publication import Publication

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_ERROR_CODES = {500: "server_error", 503: "temporarily_unavailable"}


def install(app: Flask, context: Context) -> None:
    """Publish metadata, token, introspection, revocation and keys; accept their tokens on the REST API."""
    server = PortalAuthorizationServer(context)
    app.register_blueprint(_oauth_blueprint(server, context))
    app.register_blueprint(_statement_blueprint(context), url_prefix=Publication.of(context.settings).prefix or None)
    problems.word_errors_with(app, "/oauth2", _as_oauth_error)

    def read(token: str) -> Actor | None:
        return bearer.actor_of(context, server.read(token))

    identity.read_bearers_with(app, read)


def _oauth_blueprint(server: PortalAuthorizationServer, context: Context) -> Blueprint:
    blueprint = Blueprint("oauth2", __name__)
    blueprint.add_url_rule("/oauth2/token", "token", server.token, methods=["POST"])
    blueprint.add_url_rule("/oauth2/introspect", "introspect", server.introspection, methods=["POST"])
    blueprint.add_url_rule("/oauth2/revoke", "revoke", server.revocation, methods=["POST"])

    @blueprint.get("/.well-known/oauth-authorization-server")
    def metadata() -> Response:
        return _public(server.metadata(), "application/json")

    @blueprint.get("/oauth2/jwks")
    def keys() -> Response:
        return _public(context.keys.jwks(ACCESS_TOKEN), "application/jwk-set+json")

    return blueprint


def _statement_blueprint(context: Context) -> Blueprint:
    blueprint = Blueprint("software_statements", __name__)

    @blueprint.get("/software-statements/jwks")
    def statement_keys() -> Response:
        return _public(context.keys.jwks(SOFTWARE_STATEMENT), "application/jwk-set+json")

    return blueprint


def _public(document: dict[str, object], media_type: str) -> Response:
    headers = {"Cache-Control": "max-age=300", "Access-Control-Allow-Origin": "*"}
    return Response(json.dumps(document), content_type=media_type, headers=headers)


def _as_oauth_error(problem: Problem) -> Response:
    """Word what is wrong with the HTTP of a request (method, size, our own fault) in the shape of RFC 6749 5.2."""
    body = {"error": _ERROR_CODES.get(problem.status, "invalid_request"), "error_description": problem.title}
    return Response(json.dumps(body), problem.status, {**problem.headers, **_NO_STORE}, mimetype="application/json")
