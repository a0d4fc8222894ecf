"""Pages of documents: what is kept ready for an app, bringing one, its versions, what ends soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.apps.policy import readable_app
from catalogue_portal.apps.repository import get_app, list_apps
from catalogue_portal.context import context
from catalogue_portal.errors import DomainError
from catalogue_portal.evidence import service
from catalogue_portal.evidence.download import attachment
from catalogue_portal.evidence.intake import Intake, take
from catalogue_portal.evidence.models import EvidenceDocument, EvidenceVersion
from catalogue_portal.evidence.policy import (
    Readable,
    app_to_bring_to,
    own_document,
    readable_document,
    readable_documents,
    readable_version,
)
from catalogue_portal.evidence.repository import content_of
from catalogue_portal.evidence.retention import RULE
from catalogue_portal.evidence.types import evidence_types, type_named
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.web import forms
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.speech import say as _
from doctrine.evidence_types import EvidenceType

blueprint = Blueprint("evidence_pages", __name__, template_folder="templates")
FIELD = "said."


@dataclass(frozen=True)
class Ending:
    """A document whose end is near or past."""

    document: EvidenceDocument
    version: EvidenceVersion
    kind: EvidenceType
    app: App
    past: bool


@blueprint.get("/apps/<app_id>/evidence")
def list_documents(app_id: str) -> ResponseReturnValue:
    """Show the documents of an app by type."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        app = readable_app(session, actor, app_id)
        return render_template(
            "evidence/list.html",
            app=app,
            found=readable_documents(session, actor, app.id),
            types=evidence_types(),
            own=actor.organisation_id == app.organisation_id,
            today=_today(),
            scans=context().ports.scanner.scans,
        )


@blueprint.get("/apps/<app_id>/evidence/new/<kind>")
def new(app_id: str, kind: str) -> ResponseReturnValue:
    """Ask for a document of a type."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _form_page(app_to_bring_to(session, actor, app_id), type_named(kind), forms.Form())


@blueprint.post("/apps/<app_id>/evidence/new/<kind>")
def add(app_id: str, kind: str) -> ResponseReturnValue:
    """Keep a document; a refused one leaves nothing but the words of the refusal."""
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        app = app_to_bring_to(session, actor, app_id)
    known, typed = type_named(kind), dict(request.form.items())
    try:
        taken = _taken(kind, typed)
        with here.database.writing() as session:
            made = service.add(session, actor, app_id, typed.get("title", "").strip() or known.title["fr"], taken)
    except DomainError as error:
        return _form_page(app, known, _refused(typed, error)), error.status
    flash(_("The document is kept."))
    return redirect(url_for("evidence_pages.show", document_id=made.id), 303)


@blueprint.get("/evidence/<document_id>")
def show(document_id: str) -> ResponseReturnValue:
    """Show a document with its versions."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        found = readable_document(session, actor, document_id)
        return render_template(
            "evidence/show.html",
            found=found,
            kind=type_named(found.document.type),
            app=get_app(session, found.document.app_id),
            names=names_of(session, (one.saved_by for one in found.versions)),
            own=actor.organisation_id == found.document.organisation_id,
            today=_today(),
            retention=RULE,
        )


@blueprint.get("/evidence/<document_id>/new")
def newer(document_id: str) -> ResponseReturnValue:
    """Ask for a newer version, with what was said of the one before."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        found = own_document(session, actor, document_id)
        said = {f"{FIELD}{name}": value for name, value in found.newest.fields.items()}
        return _newer_page(session, found, forms.Form(said))


@blueprint.post("/evidence/<document_id>/new")
def renew(document_id: str) -> ResponseReturnValue:
    """Keep a newer version, unless somebody brought another meanwhile."""
    actor, here = signed_in_actor(), context()
    typed = dict(request.form.items())
    with here.database.reading() as session:
        found = own_document(session, actor, document_id)
    try:
        taken = _taken(found.type, typed)
        after = typed.get("after", "")
        with here.database.writing() as session:
            number = int(after) if after.isdecimal() and len(after) <= len("1000000") else 0
            service.renew(session, actor, document_id, taken, after=number)
    except DomainError as error:
        with here.database.reading() as session:
            found = own_document(session, actor, document_id)
            return _newer_page(session, found, _refused(typed, error)), error.status
    flash(_("The document is kept."))
    return redirect(url_for("evidence_pages.show", document_id=document_id), 303)


@blueprint.post("/evidence/<document_id>/retirement")
def retire(document_id: str) -> ResponseReturnValue:
    """Set a document aside."""
    actor = signed_in_actor()
    with context().database.writing() as session:
        service.retire(session, actor, document_id)
    flash(_("The document is set aside."))
    return redirect(url_for("evidence_pages.show", document_id=document_id), 303)


@blueprint.get("/evidence/<document_id>/versions/<int:number>/file")
def download(document_id: str, number: int) -> ResponseReturnValue:
    """Give a version back, to be saved."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        version = readable_version(session, actor, document_id, number)
        return attachment(version, content_of(session, version))


def _taken(kind: str, typed: Mapping[str, str]) -> Intake:
    here, sent = context(), request.files.get("file")
    largest = here.settings.largest_document
    content = sent.stream.read(largest + 1) if sent is not None else b""
    said = {name.removeprefix(FIELD): value for name, value in typed.items() if name.startswith(FIELD)}
    name = (sent.filename if sent is not None else "") or ""
    return take(kind, content, name, said, today=_today(), scanner=here.ports.scanner, largest=largest)


def _refused(typed: Mapping[str, str], error: DomainError) -> forms.Form:
    form = forms.refused(forms.Form(typed), error)
    errors = {name if name == "title" else f"{FIELD}{name}": wrong for name, wrong in form.errors.items()}
    return forms.Form(typed, errors, form.refusal)


def _newer_page(session: Session, found: EvidenceDocument, form: forms.Form) -> str:
    return _form_page(get_app(session, found.app_id), type_named(found.type), form, found)


def _form_page(app: App, kind: EvidenceType, form: forms.Form, found: EvidenceDocument | None = None) -> str:
    here = context()
    return render_template(
        "evidence/bring.html",
        app=app,
        kind=kind,
        form=form,
        document=found,
        megabytes=here.settings.largest_document // (1024 * 1024),
        scans=here.ports.scanner.scans,
    )


def _today() -> date:
    return context().clock.now().date()


def endings(found: Sequence[Readable], session: Session) -> list[Ending]:
    """Return the documents in use whose end is near or past."""
    today = _today()
    return [
        Ending(
            one.document,
            one.document.newest,
            type_named(one.document.type),
            get_app(session, one.document.app_id),
            one.document.newest.has_expired(today),
        )
        for one in found
        if one.document.retired_at is None and service.nearest_delay(one.document.newest.valid_until, today) is not None
    ]


def _documents_of_app(session: Session, actor: Actor, app: object) -> Panel | None:
    if not isinstance(app, App):
        raise TypeError("this panel belongs to an app")
    found = readable_documents(session, actor, app.id)
    own = actor.organisation_id == app.organisation_id
    if not found and not own:
        return None
    body = render_template("evidence/_of_app.html", app=app, found=found, endings=endings(found, session), own=own)
    return Panel(Markup(body))  # noqa: S704 - Jinja escaped it


def _endings_of_organisation(session: Session, actor: Actor, organisation: object) -> Panel | None:
    if not isinstance(organisation, Organisation):
        raise TypeError("this panel belongs to an organisation")
    near = [
        one
        for app in list_apps(session, organisation.id)
        for one in endings(readable_documents(session, actor, app.id), session)
    ]
    if not near:
        return None
    return Panel(Markup(render_template("evidence/_endings.html", endings=near)))  # noqa: S704 - Jinja escaped it


PANELS = {"app": _documents_of_app, "dashboard": _endings_of_organisation}
