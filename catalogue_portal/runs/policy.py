"""Who may see a run, and end it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.images import image_of, registry_of
from catalogue_portal.apps.intake import is_allowed
from catalogue_portal.apps.models import Release
from catalogue_portal.domains.policy import objection_to_remote_run
from catalogue_portal.errors import Conflict, DomainError, Forbidden, NotFound
from catalogue_portal.publishers.policy import may_read
from catalogue_portal.runs.models import Run
from catalogue_portal.settings import Settings


def readable_run(session: Session, actor: Actor, run_id: str) -> Run:
    """Return the run if the actor may know of it."""
    run = session.get(Run, run_id)
    if run is None or not may_read(actor, run.organisation_id):
        raise NotFound("There is no such run.")
    return run


def may_cancel(_session: Session, actor: Actor, run: Run) -> DomainError | None:
    """The publisher ends runs of its own apps, an administrator any."""
    if actor.organisation_id == run.organisation_id or actor.has_role(Role.ADMINISTRATOR):
        return None
    return Forbidden("Only its publisher or an administrator ends a run.", code="not_your_organisation")


def objection_to_target(session: Session, release: Release, settings: Settings, *, now: datetime) -> DomainError | None:
    """Return why this portal cannot play the release at this moment, or None."""
    if release.target == "command":
        if settings.demo and release.folder is not None and is_allowed(Path(release.folder), settings):
            return None
        return Conflict("The portal runs no command of yours.", code="command_target_refused")
    if release.target == "url":
        return objection_to_remote_run(session, release, settings, now=now)
    if not settings.registries:
        return Conflict("This portal has no isolation for images; ask its operator.", code="no_isolation")
    if registry_of(image_of(release)) not in settings.registries:
        return Conflict(
            "The portal fetches images from registries of its operator's list alone.",
            code="registry_not_listed",
            registries=settings.registries,
        )
    return None
