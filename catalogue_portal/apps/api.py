"""REST API of apps and releases."""

from collections.abc import Sequence

from catalogue_portal.apps import intake, schemas, service
from catalogue_portal.apps.models import App, Release
from catalogue_portal.apps.policy import readable_app, readable_apps, readable_release, refuse_unless_publisher_of
from catalogue_portal.apps.repository import list_releases
from catalogue_portal.context import context
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("apps", __name__, url_prefix="/api/v1", description="Apps and their releases")


@blueprint.get("/apps")
@requires_scope("apps:read")
@blueprint.response(200, schemas.AppSchema(many=True))
def list_all() -> Sequence[App]:
    """List the apps that one may know of."""
    with context().database.reading() as session:
        return readable_apps(session, signed_in_actor())


@blueprint.post("/apps")
@requires_scope("apps:write")
@blueprint.arguments(schemas.NewAppSchema)
@blueprint.response(201, schemas.AppSchema)
def register(wish: dict[str, str]) -> App:
    """Register an app of one's organisation."""
    portal = context()
    with portal.database.writing() as session:
        return service.register_app(session, signed_in_actor(), clock=portal.clock, **wish)


@blueprint.get("/apps/<app_id>")
@requires_scope("apps:read")
@blueprint.response(200, schemas.AppSchema)
def show(app_id: str) -> App:
    """Show an app."""
    with context().database.reading() as session:
        return readable_app(session, signed_in_actor(), app_id)


@blueprint.get("/apps/<app_id>/releases")
@requires_scope("apps:read")
@blueprint.response(200, schemas.ReleaseSchema(many=True))
def list_releases_of(app_id: str) -> Sequence[Release]:
    """List the releases of an app, newest first."""
    with context().database.reading() as session:
        return list_releases(session, readable_app(session, signed_in_actor(), app_id).id)


@blueprint.post("/apps/<app_id>/releases")
@requires_scope("apps:write")
@blueprint.arguments(schemas.NewReleaseSchema)
@blueprint.response(201, schemas.ReleaseSchema)
def add_release(wish: dict[str, str], app_id: str) -> Release:
    """Add a release with its manifest; a bad manifest is answered with every problem and its line."""
    portal, actor = context(), signed_in_actor()
    with portal.database.reading() as session:
        # Before the manifest is looked at: strangers learn nothing from its problems.
        refuse_unless_publisher_of(actor, readable_app(session, actor, app_id).organisation_id)
    read = portal.ports.read_manifest
    if "folder" in wish:
        taken = intake.take_folder(wish["folder"], settings=portal.settings, read=read)
    else:
        taken = intake.take_text(wish["manifest"], read=read)
    with portal.database.writing() as session:
        return service.add_release(session, actor, app_id, taken, clock=portal.clock)


@blueprint.get("/releases/<release_id>")
@requires_scope("apps:read")
@blueprint.response(200, schemas.ReleaseSchema)
def show_release(release_id: str) -> Release:
    """Show a release with its manifest."""
    with context().database.reading() as session:
        return readable_release(session, signed_in_actor(), release_id)
