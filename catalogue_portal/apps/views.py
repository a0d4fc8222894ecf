"""Pages of apps and their releases: registering an app, writing a manifest, seeing what became of a release."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps import service
from catalogue_portal.apps.intake import Intake, take_folder, take_text
from catalogue_portal.apps.policy import readable_app, readable_apps, readable_release
from catalogue_portal.apps.repository import list_releases
from catalogue_portal.context import context
from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.web import forms
from catalogue_portal.web.panels import Panel, panels, ways_of
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way

KINDS = ("web", "native", "service")
blueprint = Blueprint("apps_pages", __name__, template_folder="templates")


class AppForm(forms.PageSchema):
    """What is asked to register an app."""

    name = fields.String(required=True, validate=validate.Length(max=120))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class ManifestForm(forms.PageSchema):
    """A manifest typed or pasted; in a demonstration, a folder of the operator's list instead."""

    manifest = fields.String(load_default="")
    folder = fields.String(load_default="")


@dataclass(frozen=True)
class WrongLine:
    """One problem of a manifest, beside the line it speaks of."""

    line: int | None
    message: str
    hint: str


@blueprint.get("/apps/new")
def new() -> ResponseReturnValue:
    """Ask what the app is called and what it is."""
    signed_in_actor()
    return render_template("apps/new.html", form=forms.Form({"kind": "web"}))


@blueprint.post("/apps")
def register() -> ResponseReturnValue:
    """Register the app."""
    actor, here = signed_in_actor(), context()
    app, form = forms.carry_out(
        AppForm(), lambda session, clean: service.register_app(session, actor, **clean, clock=here.clock)
    )
    if app is None:
        return render_template("apps/new.html", form=form), 422
    return redirect(url_for("apps_pages.show", app_id=app.id), 303)


@blueprint.get("/apps/<app_id>")
def show(app_id: str) -> ResponseReturnValue:
    """Show an app with its releases."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        found = panels("app", session, actor, app)
        return render_template(
            "apps/show.html",
            app=app,
            releases=list_releases(session, app_id),
            own=actor.organisation_id == app.organisation_id,
            panels=found,
            more_ways=ways_of(found),
        )


@blueprint.get("/apps/<app_id>/releases/new")
def new_release(app_id: str) -> ResponseReturnValue:
    """Ask for the manifest of a new release; the last one is a good start."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        last = next(iter(list_releases(session, app_id)), None)
        form = forms.Form({"manifest": last.manifest if last else "", "folder": (last.folder or "") if last else ""})
        return _editor(app, form)


@blueprint.post("/apps/<app_id>/releases")
def add_release(app_id: str) -> ResponseReturnValue:
    """Check the manifest, and add the release unless only the check was asked for."""
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        app = readable_app(session, actor, app_id)
    form, clean = forms.read(ManifestForm())
    try:
        intake = _take(clean or {})
        if "check" in request.form:
            return _editor(app, form, intake=intake)
        with here.database.writing() as session:
            release = service.add_release(session, actor, app_id, intake, clock=here.clock)
        return redirect(url_for("apps_pages.release", release_id=release.id), 303)
    except DomainError as error:
        if error.code == "bad_manifest":
            return _editor(app, form, wrong=_wrong_lines(error)), 422
        return _editor(app, forms.Form(form.values, {}, told(error))), 422


@blueprint.get("/releases/<release_id>")
def release(release_id: str) -> ResponseReturnValue:
    """Show a release: what its manifest declares, its runs, its dossier, its label."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        one = readable_release(session, actor, release_id)
        found = panels("release", session, actor, one)
        return render_template("apps/release.html", release=one, panels=found, ways=ways_of(found))


def _apps_of_organisation(session: Session, actor: Actor, _organisation: object) -> Panel:
    apps = readable_apps(session, actor)
    body = Markup(render_template("apps/_list.html", apps=apps))  # noqa: S704 - Jinja escaped it
    return Panel(body, (Way(url_for("apps_pages.new"), _("Register an app"), "" if apps else "primary"),))


PANELS = {"dashboard": _apps_of_organisation}


def _take(clean: Mapping[str, Any]) -> Intake:
    here = context()
    if clean.get("folder"):
        return take_folder(clean["folder"], settings=here.settings, read=here.ports.read_manifest)
    if not clean.get("manifest"):
        raise Invalid(_("Write or paste the manifest."), code="manifest_missing")
    return take_text(clean["manifest"], read=here.ports.read_manifest)


def _editor(app: object, form: forms.Form, *, wrong: tuple[WrongLine, ...] = (), intake: Intake | None = None) -> str:
    settings = context().settings
    lines = str(form.value("manifest")).splitlines()
    return render_template(
        "apps/manifest.html",
        app=app,
        form=form,
        wrong=wrong,
        lines=lines,
        intake=intake,
        registries=settings.registries,
        folders=[(str(f), f.name) for f in settings.demo_folders] if settings.demo else [],
    )


def _wrong_lines(error: DomainError) -> tuple[WrongLine, ...]:
    found = error.members.get("errors")
    rows = found if isinstance(found, list) else []
    return tuple(WrongLine(row.get("line"), str(row.get("message", "")), str(row.get("hint", ""))) for row in rows)
