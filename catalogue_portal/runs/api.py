"""REST API of runs."""

from collections.abc import Sequence

from flask import Response

from catalogue_portal.apps.policy import readable_release
from catalogue_portal.context import context
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint
from catalogue_portal.runs import schemas, service
from catalogue_portal.runs.models import Run, RunEvent
from catalogue_portal.runs.policy import readable_run
from catalogue_portal.runs.reports import report_bytes
from catalogue_portal.runs.repository import events_after, list_runs

blueprint = RestBlueprint("runs", __name__, url_prefix="/api/v1", description="Runs of the suite, and their reports")


@blueprint.get("/runs")
@requires_scope("runs:read")
@blueprint.arguments(schemas.RunQuery, location="query")
@blueprint.response(200, schemas.RunSchema(many=True))
def list_all(query: dict[str, str]) -> Sequence[Run]:
    """List the runs that one may know of, newest first."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        if "release" in query:
            return list_runs(session, release_id=readable_release(session, actor, query["release"]).id)
        if actor.works_at_the_office():
            return list_runs(session)
        return list_runs(session, organisation_id=actor.organisation_id) if actor.organisation_id else []


@blueprint.post("/releases/<release_id>/runs")
@requires_scope("runs:write")
@blueprint.arguments(schemas.NewRunSchema)
@blueprint.response(202, schemas.RunSchema)
def request_check(wish: dict[str, str], release_id: str) -> Run:
    """Ask for a conformance run of a release."""
    portal = context()
    with portal.database.writing() as session:
        return service.request_check(
            session,
            signed_in_actor(),
            release_id,
            profile=wish["profile"],
            clock=portal.clock,
            settings=portal.settings,
        )


@blueprint.get("/runs/<run_id>")
@requires_scope("runs:read")
@blueprint.response(200, schemas.RunSchema)
def show(run_id: str) -> Run:
    """Show a run."""
    with context().database.reading() as session:
        return readable_run(session, signed_in_actor(), run_id)


@blueprint.get("/runs/<run_id>/events")
@requires_scope("runs:read")
@blueprint.arguments(schemas.RunEventQuery, location="query")
@blueprint.response(200, schemas.RunEventSchema(many=True))
def list_events(query: dict[str, int], run_id: str) -> Sequence[RunEvent]:
    """List what was said during a run, after an event already seen."""
    with context().database.reading() as session:
        return events_after(session, readable_run(session, signed_in_actor(), run_id).id, query["after"])


@blueprint.post("/runs/<run_id>/cancellation")
@requires_scope("runs:write")
@blueprint.response(202, schemas.RunSchema)
def cancel(run_id: str) -> Run:
    """End a run: at once while it waits, soon when it is being played."""
    portal = context()
    with portal.database.writing() as session:
        return service.cancel(session, signed_in_actor(), run_id, clock=portal.clock)


@blueprint.get("/runs/<run_id>/report")
@requires_scope("runs:read")
@blueprint.response(200, {"type": "object"}, description="The report, format poincon/report/1")
def show_report(run_id: str) -> Response:
    """Give the report, in the very bytes that `report_signature` signs."""
    portal = context()
    with portal.database.reading() as session:
        run = readable_run(session, signed_in_actor(), run_id)
    return Response(report_bytes(run, portal.settings), mimetype="application/json")
