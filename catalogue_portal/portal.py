"""Putting the portal together: context, errors, REST API, and whatever each noun brings."""

from typing import Any

from flask import Blueprint, Flask
from flask_smorest import Api
from flask_smorest import Blueprint as RestBlueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from catalogue_portal import discovery, problems
from catalogue_portal.clock import Clock, SystemClock
from catalogue_portal.context import EXTENSION, Context
from catalogue_portal.keys import KeyStore
from catalogue_portal.ports import Ports
from catalogue_portal.rest import ProblemSchema
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database
from catalogue_portal.storage.migrating import migrate


class PortalApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """The REST API; its errors are worded by `problems`, like all others."""

    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        """Describe every error as a problem document."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`, which handles those of the whole site."""


def make_context(settings: Settings, ports: Ports, clock: Clock | None = None) -> Context:
    """Open what the portal works with: data folder, database at the newest schema, keys."""
    clock = clock or SystemClock()
    for folder in (settings.data, settings.runs):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _ in discovery.parts("models"):
        pass  # importing is what makes the models known
    database = Database(settings.database, clock)
    migrate(database)
    return Context(settings, ports, database, clock, KeyStore(settings.keys))


def create_portal(settings: Settings, ports: Ports, *, clock: Clock | None = None) -> Flask:
    """Make the portal's application; it starts no thread and no process (see `supervisor`)."""
    return portal_of(make_context(settings, ports, clock))


def portal_of(context: Context) -> Flask:
    """Make the application of a portal that is open already."""
    app = Flask("catalogue_portal", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=context.keys.secret("flask"),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        API_TITLE="Poinçon portal",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS=_spec_options(context.settings),
    )
    app.extensions[EXTENSION] = context
    if proxies := context.settings.proxies:
        # Otherwise everybody has the proxy's address, and whoever guesses passwords shuts everybody out.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    problems.install(app)
    for module in discovery.parts("installation"):
        module.install(app, context)
    _register_blueprints(app, PortalApi(app))
    return app


def _register_blueprints(app: Flask, api: PortalApi) -> None:
    for name in ("api", "views", "endpoints"):
        for module in discovery.parts(name):
            blueprint: Any = module.blueprint
            if isinstance(blueprint, RestBlueprint):
                api.register_blueprint(blueprint)
            elif isinstance(blueprint, Blueprint):
                app.register_blueprint(blueprint)


def _spec_options(settings: Settings) -> dict[str, Any]:
    return {
        "info": {
            "description": "Register an app, have it checked, file its dossier. Errors are RFC 9457 problem documents.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.public_url}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }
