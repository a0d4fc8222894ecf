"""Pages of credentials: the registry entry of a labelled app, its keys, its software statements."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.context import context
from catalogue_portal.credentials import service
from catalogue_portal.credentials.models import Registration
from catalogue_portal.credentials.policy import is_in_force, objection_to_registration, objection_to_use
from catalogue_portal.credentials.repository import registration_of_label, visible_registration, visible_registrations
from catalogue_portal.credentials.service import RegistrationWish
from catalogue_portal.credentials.software_statement import LIFE, IssuedStatement
from catalogue_portal.errors import DomainError, Forbidden, Invalid
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.labels.models import Label
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.repository import get_label
from catalogue_portal.web import forms
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way

blueprint = Blueprint("credentials_pages", __name__, template_folder="templates")


class RegistrationForm(forms.PageSchema):
    """Public keys and redirect addresses, as text."""

    jwks = fields.String(load_default="")
    redirect_uris = fields.String(load_default="")


class KeysForm(forms.PageSchema):
    """Public keys, as text."""

    jwks = fields.String(required=True)


class StatementForm(forms.PageSchema):
    """The space that the statement is for."""

    audience = fields.String(required=True, validate=validate.Length(max=500))


@blueprint.get("/labels/<label_id>/credentials")
def of_label(label_id: str) -> ResponseReturnValue:
    """Lead to the registration of a label, or ask for what it needs."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        label = get_label(session, label_id)
        registration = registration_of_label(session, label_id)
        if registration is not None:
            visible_registration(session, actor, registration.id)
            return redirect(url_for("credentials_pages.show", client_id=registration.id), 303)
        objection = objection_to_registration(session, actor, label)
        if objection is not None:
            raise objection
        return render_template("credentials/new.html", label=label, form=forms.Form())


@blueprint.post("/labels/<label_id>/credentials")
def register(label_id: str) -> ResponseReturnValue:
    """Enter the app in the registry."""
    actor, here = signed_in_actor(), context()
    form, clean = forms.read(RegistrationForm())
    try:
        wish = RegistrationWish(_key_set(clean or {}), (clean or {}).get("redirect_uris", "").split())
        with here.database.writing() as session:
            made = service.register(session, actor, label_id, wish, publication=Publication.of(here.settings))
    except DomainError as error:
        with here.database.reading() as session:
            form = forms.refused(form, error)
            return render_template("credentials/new.html", label=get_label(session, label_id), form=form), 422
    flash(_("The app is in the registry. Ask for a software statement to register it at a space."))
    return redirect(url_for("credentials_pages.show", client_id=made.id), 303)


@blueprint.get("/credentials/<client_id>")
def show(client_id: str) -> ResponseReturnValue:
    """Show a registration and what it opens now."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _page(session, actor, visible_registration(session, actor, client_id))


@blueprint.post("/credentials/<client_id>/keys")
def change_keys(client_id: str) -> ResponseReturnValue:
    """Replace the keys."""
    actor, here = signed_in_actor(), context()
    form, clean = forms.read(KeysForm())
    try:
        keys = _key_set(clean or {})
        if keys is None:
            raise Invalid(_("Paste the public key set."), errors={"jwks": [_("Fill this in.")]})
        with here.database.writing() as session:
            service.change_keys(session, actor, client_id, keys)
    except DomainError as error:
        with here.database.reading() as session:
            form = forms.refused(form, error)
            return _page(session, actor, visible_registration(session, actor, client_id), keys_form=form), 422
    flash(_("The keys are changed: a key left out authenticates nobody any more."))
    return redirect(url_for("credentials_pages.show", client_id=client_id), 303)


@blueprint.post("/credentials/<client_id>/statement")
def issue_statement(client_id: str) -> ResponseReturnValue:
    """Sign a software statement; it is on this page only."""
    actor, here = signed_in_actor(), context()
    publication = Publication.of(here.settings)
    issued, form = forms.carry_out(
        StatementForm(),
        lambda session, clean: service.issue_statement(
            session, actor, client_id, **clean, keys=here.keys, publication=publication
        ),
    )
    with here.database.reading() as session:
        registration = visible_registration(session, actor, client_id)
        return _page(session, actor, registration, form=form, issued=issued), 200 if issued else 422


def _page(
    session: Session,
    actor: Actor,
    registration: Registration,
    *,
    form: forms.Form | None = None,
    keys_form: forms.Form | None = None,
    issued: IssuedStatement | None = None,
) -> str:
    objection = objection_to_use(session, actor, registration)
    return render_template(
        "credentials/show.html",
        registration=registration,
        label_state=registration.label.state_at(context().clock.now()).value,
        opens=is_in_force(session, registration),
        refusal=told(objection) if objection is not None else None,
        form=form or forms.Form(),
        keys_form=keys_form or forms.Form({"jwks": json.dumps(registration.jwks, indent=2)}),
        issued=issued,
        minutes=int(LIFE.total_seconds() // 60),
        public_url=context().settings.public_url,
    )


def _key_set(clean: Mapping[str, Any]) -> dict[str, Any] | None:
    text = str(clean.get("jwks", "")).strip()
    if not text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is not JSON."), errors={"jwks": [_("This is not JSON.")]}) from error
    if not isinstance(found, dict):
        raise Invalid(_("This is not a key set."), errors={"jwks": [_("This is not a key set.")]})
    return found


def _credentials_of_label(session: Session, actor: Actor, label: object) -> Panel | None:
    if not isinstance(label, Label):
        raise TypeError("this panel belongs to a label")
    url = url_for("credentials_pages.of_label", label_id=label.id)
    registration = registration_of_label(session, label.id)
    if registration is not None:
        if actor.organisation_id == registration.organisation_id or actor.works_at_the_office():
            return Panel(Markup(""), (Way(url, _("Credentials")),))
        return None
    objection = objection_to_registration(session, actor, label)
    if isinstance(objection, Forbidden):
        return None
    return Panel(Markup(""), (Way(url, _("Get credentials"), refusal=told(objection) if objection else None),))


def _credentials_of_organisation(session: Session, actor: Actor, _organisation: object) -> Panel | None:
    found = [one for one in visible_registrations(session, actor) if one.organisation_id == actor.organisation_id]
    if not found:
        return None
    body = render_template("credentials/_of_organisation.html", found=found, now=context().clock.now())
    return Panel(Markup(body))  # noqa: S704 - Jinja escaped it


PANELS = {"listing": _credentials_of_label, "dashboard": _credentials_of_organisation}
