"""Who may see and change an app: its organisation changes, the office reads, for others it does not exist."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.models import App, Release
from catalogue_portal.apps.repository import get_app, get_release, list_apps
from catalogue_portal.errors import Forbidden, NotFound
from catalogue_portal.publishers.policy import may_read


def readable_app(session: Session, actor: Actor, app_id: str) -> App:
    """Return the app if the actor may know of it."""
    app = get_app(session, app_id)
    if not may_read(actor, app.organisation_id):
        raise NotFound("There is no such app.")
    return app


def readable_release(session: Session, actor: Actor, release_id: str) -> Release:
    """Return the release if the actor may know of it."""
    release = get_release(session, release_id)
    if not may_read(actor, release.app.organisation_id):
        raise NotFound("There is no such release.")
    return release


def readable_apps(session: Session, actor: Actor) -> Sequence[App]:
    """Return the apps that the actor may know of: all for the office, else those of the actor's organisation."""
    if actor.works_at_the_office():
        return list_apps(session)
    return list_apps(session, actor.organisation_id) if actor.organisation_id else []


def refuse_unless_publisher_of(actor: Actor, organisation_id: str) -> None:
    """Raise Forbidden unless the actor publishes for this organisation."""
    if not actor.has_role(Role.PUBLISHER) or actor.organisation_id != organisation_id:
        raise Forbidden("Only its publisher does this.", code="not_your_organisation")
