"""Finding apps and releases."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.apps.models import App, Release
from catalogue_portal.errors import NotFound


def get_app(session: Session, app_id: str) -> App:
    """Return the app; NotFound when there is none."""
    app = session.get(App, app_id)
    if app is None:
        raise NotFound("There is no such app.")
    return app


def get_release(session: Session, release_id: str) -> Release:
    """Return the release; NotFound when there is none."""
    release = session.get(Release, release_id)
    if release is None:
        raise NotFound("There is no such release.")
    return release


def list_apps(session: Session, organisation_id: str | None = None) -> Sequence[App]:
    """Return the apps of one organisation, or all, by name."""
    query = select(App).order_by(App.name, App.id)
    return session.scalars(query.where(App.organisation_id == organisation_id) if organisation_id else query).all()


def list_releases(session: Session, app_id: str) -> Sequence[Release]:
    """Return the releases of an app, newest first."""
    own = select(Release).where(Release.app_id == app_id)
    return session.scalars(own.order_by(Release.created_at.desc(), Release.id)).all()
