"""Who may read which version of a declaration: its publisher all of them, the office those that were filed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.apps.policy import readable_app, refuse_unless_publisher_of
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.repository import versions_of
from catalogue_portal.errors import NotFound


def declarable_app(session: Session, actor: Actor, app_id: str) -> App:
    """Return the app if the actor declares for it; NotFound for strangers, Forbidden for the office."""
    app = readable_app(session, actor, app_id)
    refuse_unless_publisher_of(actor, app.organisation_id)
    return app


def readable_versions(session: Session, actor: Actor, app_id: str) -> Sequence[ConvergenceVersion]:
    """Return the versions that the actor may read, newest first; NotFound when there is no such app for them."""
    app = readable_app(session, actor, app_id)
    found = versions_of(session, app.id)
    if actor.organisation_id == app.organisation_id:
        return found
    return [one for one in found if one.filed_at is not None]


def readable_version(session: Session, actor: Actor, app_id: str, number: int) -> ConvergenceVersion:
    """Return one version; NotFound when there is none that the actor may read."""
    found = next((one for one in readable_versions(session, actor, app_id) if one.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    return found
