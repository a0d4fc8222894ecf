"""Pages of surveillance: the labels in force, and each measure from its opening to its end."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.context import context
from catalogue_portal.dossiers.history import history_of
from catalogue_portal.errors import Forbidden, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.labels.models import Label
from catalogue_portal.labels.punch_mark import PunchMark
from catalogue_portal.labels.repository import all_labels, get_label
from catalogue_portal.surveillance import service
from catalogue_portal.surveillance.lifecycle import lifecycle_of
from catalogue_portal.surveillance.models import Ground, Proceeding, ProceedingKind
from catalogue_portal.surveillance.policy import opening_objection
from catalogue_portal.surveillance.repository import visible_proceeding, visible_proceedings
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way, offered

blueprint = Blueprint("surveillance_pages", __name__, template_folder="templates")

OPENING: Final[dict[ProceedingKind, Callable[..., Proceeding]]] = {
    ProceedingKind.URGENT_SUSPENSION: service.suspend_urgently,
    ProceedingKind.SUSPENSION: service.open_suspension,
    ProceedingKind.WITHDRAWAL: service.open_withdrawal,
}
WORDS: Final = {
    ProceedingKind.URGENT_SUSPENSION: _l("Suspend at once"),
    ProceedingKind.SUSPENSION: _l("Open a suspension"),
    ProceedingKind.WITHDRAWAL: _l("Open a withdrawal"),
}
EXPLANATIONS: Final = {
    ProceedingKind.URGENT_SUSPENSION: _l(
        "It takes effect now, on your word alone, to protect people. "
        "It lapses unless a second person confirms it in time."
    ),
    ProceedingKind.SUSPENSION: _l("The publisher is told why and may be heard; then another person pronounces it."),
    ProceedingKind.WITHDRAWAL: _l(
        "The publisher is told why and may be heard; then another person pronounces it. A withdrawal is for good."
    ),
}
_REASONS: Final = (Question("reasons", _l("Reasons"), rows=5),)
ASKING: Final = {
    "confirm": Asking(
        _l("Confirm the suspension"),
        _l("As the second person you make it last until it is lifted."),
        _l("Confirm"),
        _REASONS,
    ),
    "pronounce": Asking(
        _l("Pronounce the measure"),
        _l("The publisher was heard, or let the delay pass. The measure takes effect with your decision."),
        _l("Pronounce"),
        _REASONS,
        grave=True,
    ),
    "observe": Asking(
        _l("Give our observations"),
        _l("What you write stays as it is, and whoever decides reads it."),
        _l("Send the observations"),
        (Question("observations", _l("Observations"), rows=8),),
    ),
    "drop": Asking(_l("Drop the proceeding"), _l("It ends without a measure."), _l("Drop it"), _REASONS),
    "propose_lifting": Asking(
        _l("Propose to lift the measure"),
        _l("It stays in effect until a second person lifts it."),
        _l("Propose it"),
        _REASONS,
    ),
    "maintain": Asking(
        _l("Maintain the measure"),
        _l("The proposal to lift it is set aside: it stays in effect."),
        _l("Maintain it"),
        _REASONS,
    ),
    "lift": Asking(
        _l("Lift the measure"),
        _l("The label counts again, unless another measure bears on it."),
        _l("Lift it"),
        _REASONS,
    ),
}
USE_CASES: Final[dict[str, Callable[..., Proceeding]]] = {
    "confirm": service.confirm,
    "pronounce": service.pronounce,
    "observe": service.observe,
    "drop": service.drop,
    "propose_lifting": service.propose_lifting,
    "maintain": service.maintain,
    "lift": service.lift,
}


class GrievanceForm(forms.PageSchema):
    """What is held against an app."""

    ground = fields.Enum(Ground, by_value=True, required=True)
    reasons_in_law = fields.String(required=True, validate=validate.Length(max=20_000))
    reasons_in_fact = fields.String(required=True, validate=validate.Length(max=20_000))


@blueprint.get("/surveillance")
def watch() -> ResponseReturnValue:
    """List the labels and the proceedings on them."""
    actor = signed_in_actor()
    if not actor.works_at_the_office():
        raise Forbidden("Surveillance is the office's.", code="wrong_role")
    with context().database.reading() as session:
        now = context().clock.now()
        proceedings = visible_proceedings(session, actor, limit=200)
        return render_template(
            "surveillance/watch.html",
            labels=[(label, label.state_at(now).value) for label in all_labels(session)],
            proceedings=[(one, get_label(session, one.label_id)) for one in proceedings],
            mark_of=lambda label_id: PunchMark.of(label_id).svg(_("Punch mark")),
        )


@blueprint.get("/labels/<label_id>/proceedings/<kind>")
def new(label_id: str, kind: str) -> ResponseReturnValue:
    """Ask what is held against the app."""
    signed_in_actor()
    with context().database.reading() as session:
        return _grievance_page(get_label(session, label_id), _kind(kind), forms.Form())


@blueprint.post("/labels/<label_id>/proceedings/<kind>")
def open_proceeding(label_id: str, kind: str) -> ResponseReturnValue:
    """Suspend at once, or open an ordinary proceeding."""
    actor, meant = signed_in_actor(), _kind(kind)
    opened, form = forms.carry_out(
        GrievanceForm(),
        lambda session, clean: OPENING[meant](session, actor, label_id, service.Grievance(**clean)),
    )
    if opened is not None:
        return redirect(url_for("surveillance_pages.show", proceeding_id=opened.id), 303)
    with context().database.reading() as session:
        return _grievance_page(get_label(session, label_id), meant, form), 422


@blueprint.get("/proceedings/<proceeding_id>")
def show(proceeding_id: str) -> ResponseReturnValue:
    """Show a measure: why, since when, and what can be done."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        one = visible_proceeding(session, actor, proceeding_id)
        inside = actor.is_of_the_office_for(one.organisation_id)
        return render_template(
            "surveillance/show.html",
            one=one,
            label=get_label(session, one.label_id),
            ways=_ways(session, actor, one),
            names=names_of(session, (one.opened_by, one.decided_by, one.lifting_by, one.ended_by)) if inside else {},
            history=history_of(session, actor, f"proceeding:{one.id}", organisation_id=one.organisation_id),
        )


@blueprint.get("/proceedings/<proceeding_id>/do/<event>")
def ask(proceeding_id: str, event: str) -> ResponseReturnValue:
    """Ask for what a step needs."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    with context().database.reading() as session:
        return _ask_page(session, visible_proceeding(session, actor, proceeding_id), event, forms.Form())


@blueprint.post("/proceedings/<proceeding_id>/do/<event>")
def act(proceeding_id: str, event: str) -> ResponseReturnValue:
    """Take a step."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    done, form = forms.carry_out(
        ASKING[event].schema(), lambda session, clean: USE_CASES[event](session, actor, proceeding_id, **clean)
    )
    if done is not None:
        return redirect(url_for("surveillance_pages.show", proceeding_id=proceeding_id), 303)
    with context().database.reading() as session:
        return _ask_page(session, visible_proceeding(session, actor, proceeding_id), event, form), 422


def _kind(name: str) -> ProceedingKind:
    try:
        return ProceedingKind(name)
    except ValueError as error:
        raise NotFound("There is no such page.") from error


def _grievance_page(label: Label, kind: ProceedingKind, form: forms.Form) -> str:
    return render_template(
        "surveillance/new.html",
        label=label,
        kind=kind,
        form=form,
        title=WORDS[kind],
        sentence=EXPLANATIONS[kind],
        grounds=[(ground.value, ground.value) for ground in Ground],
    )


def _ask_page(session: Session, one: Proceeding, event: str, form: forms.Form) -> str:
    label = get_label(session, one.label_id)
    back = url_for("surveillance_pages.show", proceeding_id=one.id)
    url = url_for("surveillance_pages.act", proceeding_id=one.id, event=event)
    return ASKING[event].page(form, url=url, back=back, trail=((back, label.claims.app.name),))


def _ways(session: Session, actor: Actor, one: Proceeding) -> list[Way]:
    def address(event: str) -> str | None:
        return url_for("surveillance_pages.ask", proceeding_id=one.id, event=event) if event in ASKING else None

    return offered(lifecycle_of(one), session, actor, one, address)


def _measures_of_label(session: Session, actor: Actor, label: object) -> Panel | None:
    if not isinstance(label, Label):
        raise TypeError("this panel belongs to a label")
    visible = visible_proceedings(session, actor, label_id=label.id)
    body = render_template("surveillance/_of_label.html", found=visible) if visible else ""
    ways = []
    for kind, word in WORDS.items():
        objection = opening_objection(session, actor, label, kind)
        if objection is None or objection.code != "wrong_role":
            url = url_for("surveillance_pages.new", label_id=label.id, kind=kind.value)
            ways.append(Way(url, word, "grave", refusal=told(objection) if objection else None))
    return Panel(Markup(body), tuple(ways))  # noqa: S704 - Jinja escaped it


PANELS = {"listing": _measures_of_label}
