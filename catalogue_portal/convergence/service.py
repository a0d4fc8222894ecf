"""The use cases of convergence: saving a version, filing it with a dossier, knowing the facts."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App, Release
from catalogue_portal.audit import service as audit
from catalogue_portal.convergence.intake import Intake
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.policy import declarable_app
from catalogue_portal.convergence.repository import newest_of
from catalogue_portal.errors import Conflict, Invalid
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.storage.database import clock_of
from doctrine.conditions import Facts


def save(session: Session, actor: Actor, app_id: str, intake: Intake, *, after: int) -> ConvergenceVersion:
    """Keep a declaration as the next version. `after`: the version that it was written from, 0 for the first.

    Raises Conflict when somebody saved another version meanwhile: nothing of either is lost.
    """
    refuse_another_app(declarable_app(session, actor, app_id), intake)
    newest = newest_of(session, app_id)
    current = newest.number if newest else 0
    if after != current:
        raise _overtaken(current)
    version = ConvergenceVersion(
        id=new_identifier("cvg"),
        app_id=app_id,
        number=current + 1,
        edition=intake.convergence.edition,
        text=intake.text,
        digest=intake.digest,
        saved_by=actor.user_id,
        saved_at=clock_of(session).now(),
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError as error:  # both read the same newest version: the database lets one of them be the next
        raise _overtaken(current + 1) from error
    details: dict[str, object] = {"app": app_id, "number": version.number, "digest": version.digest}
    audit.record(session, actor, event="convergence_declared", subject=f"app:{app_id}", details=details)
    return version


def refuse_another_app(app: App, intake: Intake) -> None:
    """Raise Invalid when a declaration speaks of another app, with the line that says so."""
    named = intake.convergence.app
    if named != app.name:
        detail = f"The declaration speaks of {named!r}, this app is {app.name!r}."
        told = {"line": _line_of_the_app(intake.text), "message": f"`app` must be {app.name!r}, not {named!r}"}
        raise Invalid(detail, code="another_app", errors=[told])


def file(session: Session, version: ConvergenceVersion) -> None:
    """Let a dossier take a version along: the office may read it from now on."""
    if version.filed_at is None:
        version.filed_at = clock_of(session).now()


def facts_of(kind: str, release: Release | None) -> Facts:
    """The facts that decide what applies: those of the release's manifest, else only what the app is."""
    if release is None:
        return Facts.of({"kind": kind})
    return Facts.of({"kind": kind, "exchanges": release.exchanges, "features": release.features})


def _line_of_the_app(text: str) -> int | None:
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.lstrip(" {\"'").startswith("app")), None)


def _overtaken(current: int) -> Conflict:
    return Conflict(
        f"Version {current} was saved meanwhile. Look at it, then save yours after it.",
        code="convergence_overtaken",
        current=current,
    )
