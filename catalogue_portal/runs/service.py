"""Use cases of runs for people: asking for one, asking for its end."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.policy import readable_release, refuse_unless_publisher_of
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import Conflict
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.runs.lifecycle import ACTIVE, RUN
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.policy import objection_to_target, readable_run
from catalogue_portal.runs.telling import CANCELLED, CANCELLING, QUEUED, Remark, tell
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import lock_row


def request_check(
    session: Session, actor: Actor, release_id: str, *, profile: str = "full", clock: Clock, settings: Settings
) -> Run:
    """Ask for a conformance run of a release on the edition in force. `profile`: full or smoke."""
    release = readable_release(session, actor, release_id)
    refuse_unless_publisher_of(actor, release.app.organisation_id)
    return _queue(session, actor, release, kind="check", profile=profile, parameters={}, clock=clock, settings=settings)


def request_hook_up(
    session: Session,
    actor: Actor,
    release_id: str,
    *,
    exchanges: Mapping[str, Sequence[str]],
    scopes: Sequence[str],
    clock: Clock,
    settings: Settings,
) -> Run:
    """Ask for the hook-up run of exactly this release, over every exchange and scope of its agreement.

    `exchanges` such as `{"measures": ["read", "write"]}`. Whether the agreement allows it is its own noun's matter.
    """
    release = readable_release(session, actor, release_id)
    if not actor.has_role(Role.SYSTEM, Role.ADMINISTRATOR, Role.DECIDER, Role.REVIEWER):
        refuse_unless_publisher_of(actor, release.app.organisation_id)
    agreed: dict[str, object] = {
        "exchanges": {family: list(directions) for family, directions in exchanges.items()},
        "scopes": list(scopes),
        "release": release.version,
    }
    return _queue(
        session, actor, release, kind="hook_up", profile="full", parameters=agreed, clock=clock, settings=settings
    )


def cancel(session: Session, actor: Actor, run_id: str, *, clock: Clock) -> Run:
    """End a run: at once while it waits, soon when it is being played."""
    run = readable_run(session, actor, run_id)
    lock_row(session, run)
    if run.state == "running" and run.cancel_requested_at is not None:
        return run
    if run.state == "running":
        RUN.fire(session, actor, run, "request_cancellation")
        run.cancel_requested_at = clock.now()
        tell(session, run, Remark("progress", CANCELLING), at=clock.now())
    else:
        RUN.fire(session, actor, run, "cancel")
        run.finished_at = clock.now()
        tell(session, run, Remark("cancelled", CANCELLED), at=clock.now())
    return run


def _queue(
    session: Session,
    actor: Actor,
    release: Release,
    *,
    kind: str,
    profile: str,
    parameters: dict[str, object],
    clock: Clock,
    settings: Settings,
) -> Run:
    if (objection := objection_to_target(session, release, settings, now=clock.now())) is not None:
        raise objection
    same = (Run.release_id == release.id) & (Run.kind == kind) & Run.state.in_(ACTIVE)
    if release.target == "url":  # the app has one space, in which one run is played at a time
        same = Run.release_id.in_(select(Release.id).where(Release.app_id == release.app_id)) & Run.state.in_(ACTIVE)
    if (active := session.scalars(select(Run.id).where(same)).first()) is not None:
        raise Conflict("A run of this release is on its way.", code="run_active", run=active)
    run = Run(
        id=new_identifier("run"),
        kind=kind,
        release=release,
        organisation_id=release.app.organisation_id,
        requested_by=actor.user_id,
        edition=settings.edition,
        profile=profile,
        parameters=parameters,
        state=RUN.initial,
        created_at=clock.now(),
        attempt=0,
        last_event=0,
        done=0,
        total=0,
    )
    session.add(run)
    session.flush()
    tell(session, run, Remark("queued", QUEUED), at=clock.now())
    details: dict[str, object] = {"kind": kind, "release": release.id, "profile": profile, "edition": run.edition}
    audit.record(session, actor, event="run_requested", subject=f"run:{run.id}", details=details)
    return run
