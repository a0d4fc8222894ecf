"""Use cases of apps: registering one, adding a release."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.intake import Intake
from catalogue_portal.apps.models import App, Release
from catalogue_portal.apps.policy import readable_app, refuse_unless_publisher_of
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import Conflict, Forbidden, Invalid
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.texts import given_name

LONGEST_NAME = 120


def register_app(session: Session, actor: Actor, *, name: str, kind: str, clock: Clock) -> App:
    """Register an app of the actor's organisation. `kind`: web, native or service."""
    if not actor.has_role(Role.PUBLISHER) or actor.organisation_id is None:
        raise Forbidden("Register your organisation first, or join one.", code="no_organisation")
    called = given_name("name", name, longest=LONGEST_NAME)
    same = (App.organisation_id == actor.organisation_id) & (App.name == called)
    if session.scalar(select(func.count()).select_from(App).where(same)):
        raise Conflict("Your organisation has an app of this name.", code="name_taken")
    app = App(
        id=new_identifier("app"),
        organisation_id=actor.organisation_id,
        name=called,
        kind=kind,
        created_at=clock.now(),
    )
    session.add(app)
    audit.record(session, actor, event="app_registered", subject=f"app:{app.id}")
    session.flush()
    return app


def add_release(session: Session, actor: Actor, app_id: str, intake: Intake, *, clock: Clock) -> Release:
    """Add a release with its manifest (see `intake`); neither ever changes afterwards."""
    app = readable_app(session, actor, app_id)
    refuse_unless_publisher_of(actor, app.organisation_id)
    facts = intake.facts
    if (facts.name, facts.kind) != (app.name, app.kind):
        raise Invalid(
            f"The manifest speaks of {facts.name!r} ({facts.kind}), this app is {app.name!r} ({app.kind}).",
            code="another_app",
        )
    same = (Release.app_id == app_id) & (Release.version == facts.version)
    if session.scalar(select(func.count()).select_from(Release).where(same)):
        raise Conflict(f"Release {facts.version} exists; a changed app needs a new version.", code="version_taken")
    release = Release(
        id=new_identifier("rel"),
        app=app,
        version=facts.version,
        manifest=intake.text,
        manifest_digest=intake.manifest_digest,
        artefact_digest=intake.artefact_digest,
        target=facts.target,
        folder=intake.folder,
        purposes=list(facts.purposes),
        exchanges={family: list(directions) for family, directions in facts.exchanges.items()},
        features=list(facts.features),
        scopes=list(facts.scopes),
        redirect_uris=list(facts.redirect_uris),
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    session.add(release)
    details: dict[str, object] = {
        "app": app_id,
        "version": facts.version,
        "manifest": intake.manifest_digest,
        "artefact": intake.artefact_digest,
    }
    audit.record(session, actor, event="release_added", subject=f"release:{release.id}", details=details)
    session.flush()
    return release
