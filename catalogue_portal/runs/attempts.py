"""The worker's side of a run: every write names its attempt, and a worker taken for dead can write no more.

The row is locked for the length of each transaction, so claiming and fencing need no luck: of two workers that claim
the same run one gets it, and of a frozen worker and its successor only the successor is heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM
from catalogue_portal.clock import Clock
from catalogue_portal.ports import RunOutcome, RunProgress
from catalogue_portal.runs.lifecycle import RUN
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.repository import get_run
from catalogue_portal.runs.telling import CANCELLED, FAILED, FINISHED, INTERRUPTED, STARTED, UNPLAYABLE, Remark, tell
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import lock_row


class Fenced(Exception):  # noqa: N818 - it says what happened to the worker
    """The run belongs to another attempt, or ended: nothing of this attempt may be written any more."""


@dataclass(frozen=True)
class Publication:
    """A finished attempt's report, as the portal keeps it."""

    outcome: RunOutcome
    file: str
    digest: str
    signature: str


def claim(session: Session, run_id: str, *, worker: str, clock: Clock) -> Run | None:
    """Take a waiting run for this worker and begin its next attempt; None when another was first."""
    run = get_run(session, run_id)
    lock_row(session, run)
    if run.state != "queued":
        return None
    run.attempt += 1
    run.worker, run.heartbeat_at, run.started_at = worker, clock.now(), run.started_at or clock.now()
    run.done = run.total = 0
    RUN.fire(session, SYSTEM, run, "claim", details={"attempt": run.attempt})
    message_en, message_fr = (text.format(attempt=run.attempt) for text in STARTED)
    tell(session, run, Remark("started", (message_en, message_fr)), at=clock.now())
    return run


def beat(session: Session, run_id: str, attempt: int, news: Sequence[RunProgress], *, clock: Clock) -> datetime | None:
    """Give a sign of life, tell the news, and learn since when the run is wished cancelled, if it is."""
    run = _held(session, run_id, attempt)
    run.heartbeat_at = clock.now()
    for item in news:
        run.done, run.total = item.done, item.total
        remark = Remark("progress", (item.message_en, item.message_fr), item.case, item.verdict)
        tell(session, run, remark, at=clock.now())
    return run.cancel_requested_at


def finish(session: Session, run_id: str, attempt: int, published: Publication, *, clock: Clock) -> Run:
    """Publish the report of this attempt: the run is finished, once."""
    run = _held(session, run_id, attempt)
    outcome = published.outcome
    run.verdict, run.scope, run.counts = outcome.verdict, outcome.scope, dict(outcome.counts)
    run.report_file, run.report_digest, run.report_signature = published.file, published.digest, published.signature
    run.finished_at = clock.now()
    details: dict[str, object] = {"attempt": attempt, "verdict": outcome.verdict, "report": published.digest}
    RUN.fire(session, SYSTEM, run, "finish", details=details)
    tell(session, run, Remark("finished", FINISHED, verdict=outcome.verdict), at=clock.now())
    return run


def end_cancelled(session: Session, run_id: str, attempt: int, *, clock: Clock) -> Run:
    """Note that the attempt stopped because somebody wished it."""
    run = _held(session, run_id, attempt)
    run.finished_at = clock.now()
    RUN.fire(session, SYSTEM, run, "end_cancelled", details={"attempt": attempt})
    tell(session, run, Remark("cancelled", CANCELLED), at=clock.now())
    return run


def fail(session: Session, run_id: str, attempt: int, reason: str, *, clock: Clock) -> Run:
    """Note that we could not play the run, for a reason that another attempt would meet as well."""
    return _fail(session, _held(session, run_id, attempt), "fail", reason, clock)


def refuse(session: Session, run_id: str, attempt: int, reason: str, *, clock: Clock) -> Run:
    """Note that there was nothing to play, for a reason that whoever watches the run can mend."""
    told = (UNPLAYABLE[0].format(reason=reason), UNPLAYABLE[1].format(reason=reason))
    return _fail(session, _held(session, run_id, attempt), "fail", reason, clock, told=told)


def interrupt(session: Session, run_id: str, attempt: int, *, clock: Clock, settings: Settings) -> Run | None:
    """Take the run from a worker that is gone, and queue it again or give it up; None when it is no longer theirs."""
    try:
        run = _held(session, run_id, attempt)
    except Fenced:
        return None
    if run.cancel_requested_at is not None:
        return end_cancelled(session, run_id, attempt, clock=clock)
    if attempt >= settings.run_attempts:
        return _fail(session, run, "fail", f"{attempt} workers were lost while playing it.", clock)
    run.worker = None
    RUN.fire(session, SYSTEM, run, "interrupt", details={"attempt": attempt})
    tell(session, run, Remark("interrupted", INTERRUPTED), at=clock.now())
    return run


def give_up(session: Session, run_id: str, reason: str, *, clock: Clock) -> Run | None:
    """Stop trying to start a run for which no worker even began; None when one did meanwhile."""
    run = get_run(session, run_id)
    lock_row(session, run)
    return _fail(session, run, "give_up", reason, clock) if run.state == "queued" else None


def waiting(session: Session, *, limit: int) -> Sequence[str]:
    """Return the runs that wait for a worker, oldest first."""
    query = select(Run.id).where(Run.state == "queued").order_by(Run.created_at, Run.id)
    return session.scalars(query.limit(limit)).all()


def abandoned(session: Session, *, since: datetime, supervisor: str) -> Sequence[tuple[str, int]]:
    """Return (run, attempt) of those whose worker gave no sign of life since then, or hung on another supervisor.

    An embedded supervisor holds its data folder alone, so a worker of an earlier one cannot be meant to live.
    """
    silent = Run.heartbeat_at < since
    orphaned = Run.worker.startswith("embedded-") & ~Run.worker.startswith(supervisor)
    lost = or_(silent, orphaned) if supervisor.startswith("embedded-") else silent
    rows = session.execute(select(Run.id, Run.attempt).where(Run.state == "running", lost).order_by(Run.id))
    return [(run_id, attempt) for run_id, attempt in rows]


def _held(session: Session, run_id: str, attempt: int) -> Run:
    run = get_run(session, run_id)
    lock_row(session, run)
    if run.state != "running" or run.attempt != attempt:
        raise Fenced(f"attempt {attempt} of {run_id} was superseded: it is {run.state}, attempt {run.attempt}")
    return run


def _fail(session: Session, run: Run, event: str, reason: str, clock: Clock, *, told: tuple[str, str] = FAILED) -> Run:
    run.failure, run.finished_at = reason, clock.now()
    RUN.fire(session, SYSTEM, run, event, details={"attempt": run.attempt})
    tell(session, run, Remark("failed", told), at=clock.now())
    return run
