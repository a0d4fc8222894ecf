"""Executing one run: the same function for every worker, however the run came to it; twice delivered, done once."""

import logging
from hashlib import sha256
from pathlib import Path

from catalogue_portal.apps.artefact import digest_of_folder, digest_of_text
from catalogue_portal.apps.intake import MANIFEST_NAME
from catalogue_portal.context import Context
from catalogue_portal.domains.looking import confirm
from catalogue_portal.domains.repository import find_space
from catalogue_portal.domains.service import order_of
from catalogue_portal.errors import DomainError
from catalogue_portal.ports import RunCancelled, RunOrder, RunOutcome, RunUnplayable, SpaceOrder
from catalogue_portal.runs import attempts
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.policy import objection_to_target
from catalogue_portal.runs.reporter import Reporter
from catalogue_portal.runs.signature import REPORT
from catalogue_portal.storage.files import sync_file, write_whole

logger = logging.getLogger(__name__)


def execute_run(context: Context, run_id: str, *, worker: str) -> bool:
    """Play a waiting run to its end and publish what came out; False when it was not ours to play.

    Raises nothing about the run: whatever goes wrong ends in the run's own state, or in its next attempt.
    """
    with context.database.writing() as session:
        run = attempts.claim(session, run_id, worker=worker, clock=context.clock)
    if run is None:
        return False
    with Reporter(context, run.id, run.attempt) as reporter:
        try:
            _play(context, run, reporter)
        except attempts.Fenced as fenced:
            logger.warning("stopped: %s", fenced)
    return True


def _play(context: Context, run: Run, reporter: Reporter) -> None:
    database, clock = context.database, context.clock
    out = _folder_of_attempt(context, run)
    try:
        outcome = context.ports.execute(_order(context, run, out), progress=reporter.tell, cancelled=reporter.must_stop)
        published = _published(context, out, outcome)
    except RunCancelled:
        reporter.settle()
        with database.writing() as session:
            attempts.end_cancelled(session, run.id, run.attempt, clock=clock)
    except RunUnplayable as error:
        logger.warning("run %s, attempt %s cannot be played: %s", run.id, run.attempt, error)
        reporter.settle()
        with database.writing() as session:
            attempts.refuse(session, run.id, run.attempt, str(error), clock=clock)
    except Exception as error:
        logger.exception("run %s, attempt %s failed", run.id, run.attempt)
        reporter.settle()
        with database.writing() as session:
            attempts.fail(session, run.id, run.attempt, f"{type(error).__name__}: {error}", clock=clock)
    else:
        reporter.settle()
        with database.writing() as session:
            attempts.finish(session, run.id, run.attempt, published, clock=clock)


def _folder_of_attempt(context: Context, run: Run) -> Path:
    # A folder for each attempt: a worker taken for dead goes on writing where nobody looks.
    out = context.settings.runs / run.id / f"attempt-{run.attempt}"
    out.mkdir(parents=True)
    return out


def _order(context: Context, run: Run, out: Path) -> RunOrder:
    exchanges = run.parameters.get("exchanges", {})
    scopes = run.parameters.get("scopes", [])
    return RunOrder(
        kind="hook_up" if run.kind == "hook_up" else "check",
        manifest=_manifest(context, run),
        out=out,
        edition=run.edition,
        profile=run.profile,
        exchanges=exchanges if isinstance(exchanges, dict) else {},
        scopes=scopes if isinstance(scopes, list) else [],
        release=run.release.version,
        isolation=context.settings.isolation if run.release.target == "image" else None,
        space=_space(context, run) if run.release.target == "url" else None,
    )


def _space(context: Context, run: Run) -> SpaceOrder:
    with context.database.reading() as session:
        space = find_space(session, run.release.app_id)
    if space is None:
        raise RunUnplayable("The app has no space.")
    return order_of(space, context.settings)


def _manifest(context: Context, run: Run) -> Path:
    release = run.release
    with context.database.reading() as session:
        objection = objection_to_target(session, release, context.settings, now=context.clock.now())
    if objection is not None:
        raise RunUnplayable(objection.detail)
    if release.target == "url":
        try:
            confirm(context, release)
        except DomainError as error:
            raise RunUnplayable(f"The domain is not proven any more. {error.detail}") from error
    if release.folder is None:
        path = context.settings.runs / run.id / MANIFEST_NAME
        write_whole(path, release.manifest)
        return path
    path = Path(release.folder, MANIFEST_NAME)
    try:
        unchanged = digest_of_text(path.read_text(encoding="utf-8")) == release.manifest_digest
        unchanged = unchanged and digest_of_folder(Path(release.folder)) == release.artefact_digest
    except (OSError, UnicodeDecodeError, DomainError) as error:
        raise RunUnplayable(f"The app's folder cannot be read: {error}") from error
    if not unchanged:
        raise RunUnplayable("The app's folder is not what was released; add a release with a new version.")
    return path


def _published(context: Context, out: Path, outcome: RunOutcome) -> attempts.Publication:
    report = outcome.report.resolve()
    if not report.is_relative_to(out.resolve()):
        raise RunUnplayable("The report lies outside of its run directory.")
    content = report.read_bytes()
    sync_file(report)
    signature = context.keys.key(REPORT).sign_detached(content)
    # Beside the report, so that the folder can be handed to a stranger: `poincon verify` finds it there.
    write_whole(report.with_name(f"{report.name}.jws"), signature)
    return attempts.Publication(
        outcome=outcome,
        file=report.relative_to(context.settings.runs.resolve()).as_posix(),
        digest=f"sha256:{sha256(content).hexdigest()}",
        signature=signature,
    )
