"""Pages of publishers: the desk of a publisher's person, the organisation and its people, all organisations."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.context import context
from catalogue_portal.errors import Forbidden, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.publishers import service
from catalogue_portal.publishers.lifecycle import ORGANISATION
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.publishers.policy import owns, readable
from catalogue_portal.publishers.repository import list_organisations, members_of
from catalogue_portal.web import forms
from catalogue_portal.web.panels import panels, ways_of
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way, offered

EVENTS = ("verify", "suspend", "reinstate")
blueprint = Blueprint("publishers_pages", __name__, template_folder="templates")


class OrganisationForm(forms.PageSchema):
    """What is asked to register an organisation."""

    name = fields.String(required=True, validate=validate.Length(max=160))
    registration_number = fields.String(required=True, validate=validate.Length(max=30))


class InvitationForm(forms.PageSchema):
    """The code that an owner gave."""

    code = fields.String(required=True, validate=validate.Length(max=200))


@blueprint.get("/desk")
def dashboard() -> ResponseReturnValue:
    """Show a publisher's person what is going on; without an organisation, how to get one."""
    actor = signed_in_actor()
    if actor.organisation_id is None:
        return _welcome(forms.Form(), forms.Form())
    with context().database.reading() as session:
        organisation = readable(session, actor, actor.organisation_id)
        found = panels("dashboard", session, actor, organisation)
        return render_template("publishers/desk.html", organisation=organisation, panels=found, ways=ways_of(found))


@blueprint.post("/organisations")
def register() -> ResponseReturnValue:
    """Register an organisation."""
    actor, here = signed_in_actor(), context()
    made, form = forms.carry_out(
        OrganisationForm(),
        lambda session, clean: service.register_organisation(session, actor, **clean, clock=here.clock),
    )
    if made is None:
        return _welcome(form, forms.Form()), 422
    flash(_("Your organisation is registered. The office verifies it; you can go on meanwhile."))
    return redirect(url_for("publishers_pages.dashboard"), 303)


@blueprint.post("/organisations/join")
def join() -> ResponseReturnValue:
    """Join an organisation with a code."""
    actor, here = signed_in_actor(), context()
    joined, form = forms.carry_out(
        InvitationForm(), lambda session, clean: service.join(session, actor, clean["code"], clock=here.clock)
    )
    if joined is None:
        return _welcome(forms.Form(), form), 422
    return redirect(url_for("publishers_pages.dashboard"), 303)


@blueprint.get("/organisations")
def organisations() -> ResponseReturnValue:
    """List the organisations (administrators)."""
    actor = signed_in_actor()
    if not actor.has_role(Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator sees every organisation.", code="wrong_role")
    with context().database.reading() as session:
        return render_template("publishers/organisations.html", organisations=list_organisations(session))


@blueprint.get("/organisations/<organisation_id>")
def organisation(organisation_id: str) -> ResponseReturnValue:
    """Show an organisation and its people."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _organisation_page(session, actor, readable(session, actor, organisation_id))


@blueprint.post("/organisations/<organisation_id>/invitations")
def invite(organisation_id: str) -> ResponseReturnValue:
    """Make a code for somebody to join; it is on this page only."""
    actor, here = signed_in_actor(), context()
    with here.database.writing() as session:
        code = service.invite(session, actor, organisation_id, clock=here.clock)
    with here.database.reading() as session:
        return _organisation_page(session, actor, readable(session, actor, organisation_id), code=code)


@blueprint.post("/organisations/<organisation_id>/members/<user_id>/remove")
def remove_member(organisation_id: str, user_id: str) -> ResponseReturnValue:
    """End a membership."""
    actor = signed_in_actor()
    with context().database.writing() as session:
        service.remove_member(session, actor, organisation_id, user_id)
    if user_id == actor.user_id:
        return redirect(url_for("publishers_pages.dashboard"), 303)
    return redirect(url_for("publishers_pages.organisation", organisation_id=organisation_id), 303)


@blueprint.post("/organisations/<organisation_id>/<event>")
def change_state(organisation_id: str, event: str) -> ResponseReturnValue:
    """Verify, suspend or reinstate an organisation."""
    actor = signed_in_actor()
    if event not in EVENTS:
        raise NotFound("There is no such page.")
    with context().database.writing() as session:
        service.change_state(session, actor, organisation_id, event)
    return redirect(url_for("publishers_pages.organisation", organisation_id=organisation_id), 303)


def _welcome(form: forms.Form, join_form: forms.Form) -> str:
    if not signed_in_actor().has_role(Role.PUBLISHER):
        raise Forbidden("This page is for publishers.", code="wrong_role")
    return render_template("publishers/welcome.html", form=form, join_form=join_form)


def _organisation_page(session: Session, actor: Actor, organisation: Organisation, *, code: str | None = None) -> str:
    return render_template(
        "publishers/organisation.html",
        organisation=organisation,
        members=members_of(session, organisation.id),
        ways=_ways(session, actor, organisation),
        is_owner=owns(session, actor, organisation.id),
        me=actor,
        code=code,
    )


def _ways(session: Session, actor: Actor, organisation: Organisation) -> list[Way]:
    def address(event: str) -> str:
        return url_for("publishers_pages.change_state", organisation_id=organisation.id, event=event)

    ways = offered(ORGANISATION, session, actor, organisation, address)
    if owns(session, actor, organisation.id):
        url = url_for("publishers_pages.invite", organisation_id=organisation.id)
        ways.append(Way(url, _("Invite a colleague"), post=True))
    return ways
