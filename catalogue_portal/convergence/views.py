"""Pages of convergence: where an app stands, filling in what is declared, versions and their differences, files."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.apps.policy import readable_app
from catalogue_portal.context import context
from catalogue_portal.convergence import changing, declaring, importing
from catalogue_portal.convergence.chapters import chapters_of
from catalogue_portal.convergence.intake import kept
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.policy import declarable_app, readable_version, readable_versions
from catalogue_portal.convergence.radar import radar_of
from catalogue_portal.convergence.standing import Standing, standing
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import Conflict, DomainError, NotFound
from catalogue_portal.evidence.policy import documents_by_name
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.policy import readable_run
from catalogue_portal.web.doctrine_words import doctrine_sections
from catalogue_portal.web.languages import language
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way
from doctrine import convergence_writer
from doctrine.convergence_difference import difference
from doctrine.difference_words import MEMBERS
from doctrine.loader import editions
from doctrine.model import Edition

blueprint = Blueprint("convergence_pages", __name__, template_folder="templates", url_prefix="/apps/<app_id>")
blueprint.add_app_template_filter(lambda member: MEMBERS[member][language()], "edition_member")
FORMS: Final[Mapping[str, tuple[str, Callable[[Standing], str]]]] = {
    "yaml": ("application/yaml", lambda one: one.version.text if one.version else ""),
    "json": ("application/json", lambda one: convergence_writer.to_json(one.convergence)),
    "csv": ("text/csv", lambda one: convergence_writer.to_csv(one.positions, doctrine_sections(), language())),
}


@blueprint.get("/convergence")
def show(app_id: str) -> ResponseReturnValue:
    """Show where an app stands by the newest version that one may read."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        versions = readable_versions(session, actor, app_id)
        if not versions and actor.organisation_id != app.organisation_id:
            raise NotFound("Nothing was filed.")
        return _standing_page(session, actor, app, next(iter(versions), None))


@blueprint.get("/convergence/<int:number>")
def show_version(app_id: str, number: int) -> ResponseReturnValue:
    """Show where an app stands by one version; `?run=` confronts it with that run."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        return _standing_page(session, actor, app, readable_version(session, actor, app_id, number))


@blueprint.get("/convergence/<int:number>/file")
def download(app_id: str, number: int) -> ResponseReturnValue:
    """Give a version back: the file as it was sent, the same as JSON, or everything for a spreadsheet."""
    actor, form = signed_in_actor(), request.args.get("form", "yaml")
    if form not in FORMS:
        raise NotFound("There is no such form.")
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        stands = _standing(session, app, readable_version(session, actor, app_id, number))
    media_type, written = FORMS[form]
    answer = Response(written(stands).encode(), content_type=f"{media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="convergence-{number}.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/convergence/comparison")
def compare(app_id: str) -> ResponseReturnValue:
    """Tell in words what changes from one version to another."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        before, after = (
            readable_version(session, actor, app_id, request.args.get(side, 0, int)) for side in ("before", "after")
        )
        return render_template(
            "convergence/comparison.html",
            app=app,
            before=before,
            after=after,
            versions=readable_versions(session, actor, app_id),
            found=difference(kept(before.text), kept(after.text)),
            edition=edition_named(after.edition),
        )


@blueprint.get("/convergence/declaration")
def declare(app_id: str) -> ResponseReturnValue:
    """Ask what is to be declared, theme by theme; `?show=` filters, `?propose=run` fills in what the run proved."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = declarable_app(session, actor, app_id)
        return declaring.Desk(session, actor, app, declaring.wanted(request.args)).asked()


@blueprint.post("/convergence/declaration")
def save(app_id: str) -> ResponseReturnValue:
    """Keep what was filled in as the next version; a colleague's is never written over unseen."""
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        app = declarable_app(session, actor, app_id)
    wish, typed = declaring.wanted(request.args), dict(request.form.items())
    try:
        saved = declaring.save(actor, app_id, typed)
    except DomainError as error:
        with here.database.reading() as session:
            desk = declaring.Desk(session, actor, app, wish, typed)
            return desk.overtaken(error) if isinstance(error, Conflict) else desk.refused(error), error.status
    flash(_("Version %(number)s is saved.", number=saved) if saved else _("Nothing had changed: no version was made."))
    where = {"next": typed["next"]} if "next" in typed else {"theme": wish.theme}
    return redirect(url_for("convergence_pages.declare", app_id=app_id, show=wish.show, **where), 303)


@blueprint.get("/convergence/edition")
def edition(app_id: str) -> ResponseReturnValue:
    """Show what another edition would ask of the app; `?to=` names it."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return changing.page(session, declarable_app(session, actor, app_id), request.args.get("to"))


@blueprint.post("/convergence/edition")
def go_over(app_id: str) -> ResponseReturnValue:
    """Go over to another edition: the declaration is carried over as the next version."""
    actor, here, to = signed_in_actor(), context(), request.args.get("to")
    with here.database.reading() as session:
        app = declarable_app(session, actor, app_id)
    try:
        number = changing.keep(actor, app_id, to, dict(request.form.items()))
    except Conflict as error:
        with here.database.reading() as session:
            return changing.page(session, app, to, error), error.status
    flash(_("Version %(number)s is saved.", number=number))
    return redirect(url_for("convergence_pages.declare", app_id=app_id, show="left"), 303)


@blueprint.get("/convergence/file")
def file(app_id: str) -> ResponseReturnValue:
    """Ask for a file of `poincon convergence`."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return importing.page(session, declarable_app(session, actor, app_id))


@blueprint.post("/convergence/file")
def take_file(app_id: str) -> ResponseReturnValue:
    """Show what a file would change, and keep it only when that was seen and is wanted."""
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        app = declarable_app(session, actor, app_id)
    raw = importing.sent()
    try:
        number = importing.keep(actor, app, raw) if "keep" in request.form else None
    except DomainError as error:
        with here.database.reading() as session:
            return importing.refused_page(session, app, raw, error), error.status
    if number is not None:
        flash(_("Version %(number)s is saved.", number=number))
        return redirect(url_for("convergence_pages.show", app_id=app_id), 303)
    with here.database.reading() as session:
        try:
            return importing.dry_run_page(session, app, raw)
        except DomainError as error:
            return importing.refused_page(session, app, raw, error), error.status


def _standing(
    session: Session,
    app: App,
    version: ConvergenceVersion | None,
    *,
    run: Run | None = None,
    target: Edition | None = None,
) -> Standing:
    here = context()
    today = here.clock.now().date()
    return standing(session, app, version, today=today, settings=here.settings, run=run, target=target)


def _standing_page(session: Session, actor: Actor, app: App, version: ConvergenceVersion | None) -> str:
    versions = readable_versions(session, actor, app.id)
    target = request.args.get("target")
    if target is not None and target not in editions():
        raise NotFound("There is no such edition.")
    aim = edition_named(target) if target else None
    stands = _standing(session, app, version, run=_run(session, actor, app), target=aim)
    own = actor.organisation_id == app.organisation_id
    return render_template(
        "convergence/show.html",
        app=app,
        stands=stands,
        chapters=chapters_of(stands.positions),
        radar=radar_of(stands.themes),
        versions=versions,
        newest=version is None or version.number == versions[0].number,
        names=names_of(session, (one.saved_by for one in versions)),
        editions=editions(),
        others=changing.others(stands.convergence.edition),
        documents=documents_by_name(session, actor, app.id),
        own=own,
        ways=_ways(app, stands) if own else [],
    )


def _run(session: Session, actor: Actor, app: App) -> Run | None:
    wanted = request.args.get("run")
    if not wanted:
        return None
    run = readable_run(session, actor, wanted)
    if run.release.app_id != app.id:
        raise NotFound("There is no such run.")
    return run


def _ways(app: App, stands: Standing) -> list[Way]:
    text = _("Go on declaring") if stands.version else _("Begin the declaration")
    return [
        Way(url_for("convergence_pages.declare", app_id=app.id), text, "primary" if stands.left else ""),
        Way(url_for("convergence_pages.file", app_id=app.id), _("Import a file")),
    ]


def _convergence_of_app(session: Session, actor: Actor, app: object) -> Panel | None:
    if not isinstance(app, App):
        raise TypeError("this panel belongs to an app")
    newest = next(iter(readable_versions(session, actor, app.id)), None)
    if newest is None and actor.organisation_id != app.organisation_id:
        return None
    stands = _standing(session, app, newest)
    return Panel(Markup(render_template("convergence/_of_app.html", app=app, stands=stands)))  # noqa: S704 - escaped


PANELS = {"app": _convergence_of_app}
