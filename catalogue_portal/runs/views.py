"""Pages of runs: asking for one, watching it, reading its report and the exchanges of a case."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

from flask import Blueprint, Response, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import Release
from catalogue_portal.context import context
from catalogue_portal.errors import DomainError, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.publishers.identification import actor_of_user
from catalogue_portal.runs import service
from catalogue_portal.runs.case_story import CaseStory
from catalogue_portal.runs.findings import ReportReading, reading_of
from catalogue_portal.runs.lifecycle import ACTIVE, RUN
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.policy import objection_to_target, readable_run
from catalogue_portal.runs.recording import control_of, read_episodes, told_of_case
from catalogue_portal.runs.reports import report_bytes, run_directory
from catalogue_portal.runs.repository import events_after, list_runs
from catalogue_portal.runs.watching import Watchers
from catalogue_portal.web.doctrine_words import edition_quoted
from catalogue_portal.web.languages import language
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_number as ngettext
from catalogue_portal.web.ways import Way, offered
from conformance_suite.report import from_json

LONGEST_STREAM: Final = 300.0
PAUSE: Final = 0.4
HEARTBEAT: Final = 15.0
FEED: Final = 12

blueprint = Blueprint("runs_pages", __name__, template_folder="templates")
watchers = Watchers(each=4, all=16)


@blueprint.post("/releases/<release_id>/runs")
def start(release_id: str) -> ResponseReturnValue:
    """Ask for a conformance run of a release."""
    actor, here = signed_in_actor(), context()
    with here.database.writing() as session:
        run = service.request_check(session, actor, release_id, clock=here.clock, settings=here.settings)
    return redirect(url_for("runs_pages.show", run_id=run.id), 303)


@blueprint.post("/runs/<run_id>/cancel")
def cancel(run_id: str) -> ResponseReturnValue:
    """Ask for the end of a run."""
    actor, here = signed_in_actor(), context()
    with here.database.writing() as session:
        service.cancel(session, actor, run_id, clock=here.clock)
    return redirect(url_for("runs_pages.show", run_id=run_id), 303)


@blueprint.get("/runs/<run_id>")
def show(run_id: str) -> ResponseReturnValue:
    """Show a run: live while it goes on, its report afterwards."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        run = readable_run(session, actor, run_id)
        ways = _ways(session, actor, run)
        reading = _reading(run)
        if reading is None:
            return render_template("runs/live.html", run=run, ways=ways, events=_newest_events(session, run))
        return render_template("runs/report.html", run=run, ways=ways, reading=reading, summary=_summary(reading))


@blueprint.get("/runs/<run_id>/progress")
def progress(run_id: str) -> ResponseReturnValue:
    """Return the progress of a run as a piece of HTML, for pages that ask again and again."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _progress(session, readable_run(session, actor, run_id))


@blueprint.get("/runs/<run_id>/stream")
def stream(run_id: str) -> ResponseReturnValue:
    """Send the progress of a run whenever it changes (server-sent events), for five minutes at most."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        readable_run(session, actor, run_id)
    place = watchers.take(actor.user_id)
    answer = Response(stream_with_context(_news(actor, run_id)), mimetype="text/event-stream")
    answer.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    answer.call_on_close(place.leave)
    return answer


@blueprint.get("/runs/<run_id>/cases/<case>")
def case(run_id: str, case: str) -> ResponseReturnValue:
    """Show one case: a sentence for whoever owns the product, the protocol for whoever mends it."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        run = readable_run(session, actor, run_id)
        reading = _reading(run)
        found = reading.report.case(case) if reading else None
        if reading is None or found is None:
            raise NotFound("This run has no such case.")
        recorded = run_directory(run, context().settings) / "episodes.jsonl"
        episodes = read_episodes(recorded) if recorded.exists() else ()
        episode = told_of_case(episodes, case)
        control = control_of(episodes, episode) if episode else None
        story = CaseStory(found, reading.finding(found.requirement), episode, control, language())
        return render_template("runs/case.html", run=run, finding=found, told=story)


def _news(actor: Actor, run_id: str) -> Iterator[str]:
    database, end = context().database, time.monotonic() + LONGEST_STREAM
    told, spoken = -1, time.monotonic()
    yield "retry: 2000\n\n"
    while time.monotonic() < end:
        with database.reading() as session:
            run = _still_readable(session, actor, run_id)
            if run is None:
                return
            number, over = run.last_event, run.state not in ACTIVE
            news = _progress(session, run) if number != told else None
        if news is not None:
            told, spoken = number, time.monotonic()
            yield f"event: progress\nid: {number}\n" + "".join(f"data: {line}\n" for line in news.splitlines()) + "\n"
        elif time.monotonic() - spoken > HEARTBEAT:
            spoken = time.monotonic()
            yield ": still here\n\n"
        if over:
            return
        time.sleep(PAUSE)


def _still_readable(session: Session, actor: Actor, run_id: str) -> Run | None:
    """Return the run while the person may see it: who watches may leave the publisher, or lose the account."""
    if get_user(session, actor.user_id).state != "active":
        return None
    try:
        return readable_run(session, actor_of_user(session, actor.user_id), run_id)
    except DomainError:
        return None


def _progress(session: Session, run: Run) -> str:
    return render_template("runs/_progress.html", run=run, events=_newest_events(session, run))


def _newest_events(session: Session, run: Run) -> list[object]:
    return list(reversed(events_after(session, run.id, max(0, run.last_event - FEED))))


def _ways(session: Session, actor: Actor, run: Run) -> list[Way]:
    def address(event: str) -> str | None:
        return url_for("runs_pages.cancel", run_id=run.id) if event in {"cancel", "request_cancellation"} else None

    ways = offered(RUN, session, actor, run, address)
    return [*ways, Way(url_for("apps_pages.release", release_id=run.release_id), _("Back to the release"))]


def _reading(run: Run) -> ReportReading | None:
    if run.state != "finished":
        return None
    return reading_of(from_json(report_bytes(run, context().settings).decode()), edition_quoted(run.edition))


def _summary(reading: ReportReading) -> str:
    failed = reading.report.counts.get("fail", 0)
    if reading.report.verdict == "conformant":
        return _("Every binding case that was played went as required.")
    if reading.report.verdict == "nonconformant":
        return ngettext(
            "%(num)d case failed. It says below what happened and how to mend it.",
            "%(num)d cases failed. Each says below what happened and how to mend it.",
            failed,
        )
    return _("The run could not tell: something in the set-up kept it from being sure. Nothing counts against the app.")


def _runs_of_release(session: Session, actor: Actor, release: object) -> Panel:
    if not isinstance(release, Release):
        raise TypeError("this panel belongs to a release")
    runs = list_runs(session, release_id=release.id)
    body = Markup(render_template("runs/_of_release.html", runs=runs))  # noqa: S704 - Jinja escaped it
    if actor.organisation_id != release.app.organisation_id:
        return Panel(body)
    return Panel(body, (_way_to_play(session, release, runs),), _state_of(runs))


def _way_to_play(session: Session, release: Release, runs: Sequence[Run]) -> Way:
    active = next((run for run in runs if run.state in ACTIVE), None)
    if active is not None:
        return Way(url_for("runs_pages.show", run_id=active.id), _("Watch the run"), "primary")
    here = context()
    objection = objection_to_target(session, release, here.settings, now=here.clock.now())
    settled = any(run.verdict == "conformant" for run in runs)
    return Way(
        url_for("runs_pages.start", release_id=release.id),
        _("Play this release"),
        "" if settled else "primary",
        post=True,
        refusal=told(objection) if objection is not None else None,
    )


def _state_of(runs: Sequence[Run]) -> str:
    newest = next((run for run in runs if run.kind == "check"), None)
    if newest is None:
        return _("This release has not been played yet.")
    if newest.state in ACTIVE:
        return _("This release is being played now.")
    if newest.verdict == "conformant":
        return _("The last run found this release conformant.")
    if newest.verdict == "nonconformant":
        return _("The last run found faults in this release: see its report.")
    return _("The last run came to no verdict.")


PANELS = {"release": _runs_of_release}
