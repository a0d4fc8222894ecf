"""Pages of agreements: drafting the terms, signing for one of the three parties, having the hook-up played."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.agreements import service
from catalogue_portal.agreements.lifecycle import AGREEMENT
from catalogue_portal.agreements.models import Agreement, Party
from catalogue_portal.agreements.repository import visible_agreement, visible_agreements
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.repository import get_release
from catalogue_portal.context import context
from catalogue_portal.dossiers.history import history_of
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.errors import NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.procedure import procedure_named
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.panels import Panel, panels, ways_of
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way, offered

blueprint = Blueprint("agreements_pages", __name__, template_folder="templates")

STEPS: Final = {"signed": "hook_up", "hook_up": "hook_up", "hook_up_failed": "hook_up", "in_force": "label"}
CAPACITY: Final = Question("capacity", _l("In what capacity"), _l("What entitles you to bind this party."), 1)
SENTENCES: Final = {
    "drafted": _l("The terms are being written. Once opened for signature they no longer change."),
    "open_for_signature": _l("The terms are fixed. Each of the three parties signs them."),
    "signed": _l("All three have signed. The platform now plays every exchange of the agreement."),
    "hook_up": _l("The platform is playing every exchange of the agreement with exactly this release."),
    "hook_up_failed": _l("The hook-up failed: see its report. It can be played again."),
    "in_force": _l("In force. The label can be struck, and credentials follow."),
    "expired": _l("It has come to its end."),
    "lapsed": _l("Its end passed before it came into force."),
    "terminated": _l("A measure of surveillance ended it."),
    "abandoned": _l("It was given up."),
}


def _signing(title: LaterText) -> Asking:
    sentence = _l("You bind this party to the terms as they stand. A person signs for one party alone.")
    return Asking(title, sentence, _l("Sign"), (CAPACITY,))


ASKING: Final = {
    "sign_for_publisher": _signing(_l("Sign for the publisher")),
    "sign_for_minister": _signing(_l("Sign for the minister")),
    "sign_for_cnam": _signing(_l("Sign for CNAM")),
    "abandon": Asking(
        _l("Give up this agreement"),
        _l("It ends here; another can be drafted on the same dossier."),
        _l("Give it up"),
        (Question("reasons", _l("Reasons"), rows=4),),
        grave=True,
    ),
}


class TermsForm(forms.PageSchema):
    """The terms of an agreement."""

    scopes = fields.List(fields.String(), load_default=list)
    purposes = fields.List(fields.String(), load_default=list)
    exchanges = fields.List(fields.String(), load_default=list)
    ends_on = fields.Date(required=True)


@blueprint.get("/dossiers/<dossier_id>/agreement")
def new(dossier_id: str) -> ResponseReturnValue:
    """Ask for the terms."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        dossier = visible_dossier(session, actor, dossier_id)
        release = get_release(session, dossier.release_id)
        return _terms_page(session, dossier, forms.Form(_proposed(dossier, release)))


@blueprint.post("/dossiers/<dossier_id>/agreement")
def draft(dossier_id: str) -> ResponseReturnValue:
    """Draft the agreement."""
    actor = signed_in_actor()
    made, form = forms.carry_out(
        TermsForm(),
        lambda session, clean: service.draft(session, actor, dossier_id, _terms(clean)),
        several=("scopes", "purposes", "exchanges"),
    )
    if made is not None:
        return redirect(url_for("agreements_pages.show", agreement_id=made.id), 303)
    with context().database.reading() as session:
        return _terms_page(session, visible_dossier(session, actor, dossier_id), form), 422


@blueprint.get("/agreements/<agreement_id>")
def show(agreement_id: str) -> ResponseReturnValue:
    """Show the terms, who has signed, and what comes next."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        agreement = visible_agreement(session, actor, agreement_id)
        found = panels("agreement", session, actor, agreement)
        return render_template(
            "agreements/show.html",
            agreement=agreement,
            release=get_release(session, agreement.release_id),
            ways=[*_ways(session, actor, agreement), *ways_of(found)],
            panels=found,
            sentence=next((panel.sentence for panel in found if panel.sentence), SENTENCES[agreement.state]),
            parties=list(Party),
            history=history_of(session, actor, f"agreement:{agreement_id}", organisation_id=agreement.organisation_id),
        )


@blueprint.get("/agreements/<agreement_id>/do/<event>")
def ask(agreement_id: str, event: str) -> ResponseReturnValue:
    """Ask for what a step needs."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    with context().database.reading() as session:
        return _ask_page(session, visible_agreement(session, actor, agreement_id), event, forms.Form())


@blueprint.post("/agreements/<agreement_id>/do/<event>")
def act(agreement_id: str, event: str) -> ResponseReturnValue:
    """Take a step."""
    actor, here, use_case = signed_in_actor(), context(), _use_case(event)
    there = redirect(url_for("agreements_pages.show", agreement_id=agreement_id), 303)
    if event not in ASKING:
        with here.database.writing() as session:
            use_case(session, actor, agreement_id)
        return there
    done, form = forms.carry_out(
        ASKING[event].schema(), lambda session, clean: use_case(session, actor, agreement_id, **clean)
    )
    if done is not None:
        return there
    with here.database.reading() as session:
        return _ask_page(session, visible_agreement(session, actor, agreement_id), event, form), 422


def _use_case(event: str) -> Callable[..., object]:
    if event == "open_for_signature":
        return service.open_for_signature
    if event == "request_hook_up":
        settings = context().settings
        return lambda session, actor, agreement_id: service.request_hook_up(
            session, actor, agreement_id, settings=settings
        )
    if event == "abandon":
        return service.abandon
    if event in ASKING:
        party = Party(event.removeprefix("sign_for_"))
        return lambda session, actor, agreement_id, capacity: service.sign(
            session, actor, agreement_id, party=party, capacity=capacity
        )
    raise NotFound("There is no such page.")


def _ask_page(session: Session, agreement: Agreement, event: str, form: forms.Form) -> str:
    release = get_release(session, agreement.release_id)
    back = url_for("agreements_pages.show", agreement_id=agreement.id)
    trail = ((back, _("Agreement on %(app)s %(version)s", app=release.app.name, version=release.version)),)
    url = url_for("agreements_pages.act", agreement_id=agreement.id, event=event)
    return ASKING[event].page(form, url=url, back=back, trail=trail)


def _terms_page(session: Session, dossier: Dossier, form: forms.Form) -> str:
    release = get_release(session, dossier.release_id)
    longest = procedure_named(dossier.procedure).longest_agreement
    return render_template("agreements/terms.html", dossier=dossier, release=release, form=form, longest=longest)


def _proposed(dossier: Dossier, release: Release) -> dict[str, Any]:
    exchanges = [f"{one.family}.{one.direction}" for one in dossier.accesses]
    return {"scopes": list(release.scopes), "purposes": list(dossier.purposes), "exchanges": exchanges}


def _terms(clean: Mapping[str, Any]) -> service.Terms:
    exchanges: dict[str, list[str]] = {}
    for place in clean["exchanges"]:
        family, _dot, direction = place.partition(".")
        exchanges.setdefault(family, []).append(direction)
    ends_at = datetime.combine(clean["ends_on"], time(23, 59, 59), UTC)
    return service.Terms(clean["scopes"], clean["purposes"], exchanges, ends_at)


def _ways(session: Session, actor: Actor, agreement: Agreement) -> list[Way]:
    def address(event: str) -> str:
        endpoint = "agreements_pages.ask" if event in ASKING else "agreements_pages.act"
        return url_for(endpoint, agreement_id=agreement.id, event=event)

    return offered(AGREEMENT, session, actor, agreement, address)


def _agreement_of_dossier(session: Session, actor: Actor, dossier: object) -> Panel | None:
    if not isinstance(dossier, Dossier):
        raise TypeError("this panel belongs to a dossier")
    found = visible_agreements(session, actor, dossier_id=dossier.id)
    living = next((one for one in found if one.state != "abandoned"), None)
    body = Markup(render_template("agreements/_of_dossier.html", found=found))  # noqa: S704 - Jinja escaped it
    if living is not None:
        way = Way(url_for("agreements_pages.show", agreement_id=living.id), _("Go to the agreement"), "primary")
        return Panel(body, (way,), str(SENTENCES[living.state]), STEPS.get(living.state, "agreement"))
    if dossier.state != DossierState.APPROVED or not actor.works_at_the_office():
        return Panel(body)
    objection = service.drafting_objection(session, actor, dossier)
    refusal = told(objection) if objection is not None else None
    url = url_for("agreements_pages.new", dossier_id=dossier.id)
    return Panel(body, (Way(url, _("Draft the agreement"), "primary", refusal=refusal),))


PANELS = {"dossier": _agreement_of_dossier}
