"""REST API of convergence: what a publisher declares of its app, version by version."""

from collections.abc import Sequence
from typing import Any

from catalogue_portal.apps.policy import readable_app
from catalogue_portal.context import context
from catalogue_portal.convergence import intake, schemas, service
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.policy import declarable_app, readable_version, readable_versions
from catalogue_portal.convergence.standing import as_json, standing
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("convergence", __name__, url_prefix="/api/v1", description="Declarations of convergence")


@blueprint.get("/apps/<app_id>/convergence")
@requires_scope("convergence:read")
@blueprint.response(200, schemas.ConvergenceVersionSchema(many=True))
def list_versions(app_id: str) -> Sequence[ConvergenceVersion]:
    """List the versions of an app's declaration, newest first; the office reads those that were filed."""
    with context().database.reading() as session:
        return readable_versions(session, signed_in_actor(), app_id)


@blueprint.post("/apps/<app_id>/convergence")
@requires_scope("convergence:write")
@blueprint.arguments(schemas.NewConvergenceSchema)
@blueprint.response(201, schemas.ConvergenceVersionSchema)
def save(wish: dict[str, Any], app_id: str) -> ConvergenceVersion:
    """Save the next version; a bad file is answered with every problem and its line."""
    portal, actor = context(), signed_in_actor()
    with portal.database.reading() as session:
        # Before the file is looked at: strangers learn nothing from its problems.
        declarable_app(session, actor, app_id)
    taken = intake.take(wish["text"])
    with portal.database.writing() as session:
        return service.save(session, actor, app_id, taken, after=wish["after"])


@blueprint.get("/apps/<app_id>/convergence/<int:number>")
@requires_scope("convergence:read")
@blueprint.response(200, schemas.WholeConvergenceVersionSchema)
def show(app_id: str, number: int) -> ConvergenceVersion:
    """Show a version with its file."""
    with context().database.reading() as session:
        return readable_version(session, signed_in_actor(), app_id, number)


@blueprint.get("/apps/<app_id>/convergence/<int:number>/standing")
@requires_scope("convergence:read")
@blueprint.response(200, schemas.StandingSchema)
def show_standing(app_id: str, number: int) -> dict[str, Any]:
    """Tell where the app stands by a version: level by theme, plans, and what the latest run says of it."""
    portal, actor = context(), signed_in_actor()
    with portal.database.reading() as session:
        version = readable_version(session, actor, app_id, number)
        app = readable_app(session, actor, app_id)
        today = portal.clock.now().date()
        return as_json(standing(session, app, version, today=today, settings=portal.settings), "en")
