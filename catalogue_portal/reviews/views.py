"""Pages of the evaluation: the queue of the office, the requirements one by one, the committee's opinion."""

from datetime import UTC, datetime, time
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.apps.repository import get_release
from catalogue_portal.context import context
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.dossiers.repository import visible_dossier, visible_dossiers
from catalogue_portal.errors import Forbidden, Invalid, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.reviews import service
from catalogue_portal.reviews.consent import consent_text_of
from catalogue_portal.reviews.lifecycle import OPINION
from catalogue_portal.reviews.models import OpinionSense, Outcome, ReservationKind
from catalogue_portal.reviews.reading import chapters, may_weigh, still_to_weigh, tally, waiting, weighings
from catalogue_portal.reviews.repository import current_findings
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.reports import facts_told
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way, offered
from conformance_suite.report import FactReport

blueprint = Blueprint("reviews_pages", __name__, template_folder="templates")

OPEN_STATES: Final = (
    DossierState.SUBMITTED,
    DossierState.ADMISSIBLE,
    DossierState.UNDER_REVIEW,
    DossierState.COMPLEMENT_REQUESTED,
    DossierState.OPINION_GIVEN,
    DossierState.APPROVED,
)
RESERVATIONS: Final = (1, 2, 3)
"""How many reservations the page of the opinion has room for; the REST API takes more."""
LEFT: Final = "left"
"""What `show` says when only what is still to be weighed is wanted."""
LIFTING: Final = Asking(
    _l("Lift the reservation"),
    _l("You find that it is fulfilled. When no suspensive reservation is left, the agreement can be signed."),
    _l("Lift it"),
    (Question("because", _l("How it is fulfilled"), rows=4),),
)


class FindingForm(forms.PageSchema):
    """What was found of one requirement, and why."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    rationale = fields.String(required=True, validate=validate.Length(max=20_000))
    seen = fields.String(load_default=None, validate=validate.Length(max=100))


class FindingsForm(forms.PageSchema):
    """The requirements that are met because the run proved them, and why that is believed."""

    requirements = fields.List(
        fields.String(), required=True, validate=validate.Length(min=1, error="Tick at least one requirement.")
    )
    rationale = fields.String(required=True, validate=validate.Length(max=20_000))


class OpinionForm(forms.PageSchema):
    """The opinion, without its reservations."""

    sense = fields.Enum(OpinionSense, by_value=True, required=True)
    reasons = fields.String(required=True, validate=validate.Length(max=20_000))


@blueprint.get("/reviews")
def queue() -> ResponseReturnValue:
    """List the dossiers of the office: those that wait for somebody like me first."""
    actor = signed_in_actor()
    if not actor.works_at_the_office():
        raise Forbidden("The queue is the office's.", code="wrong_role")
    with context().database.reading() as session:
        everything = [
            waiting(session, actor, one, clock=context().clock) for one in visible_dossiers(session, actor, limit=500)
        ]
        current = [one for one in everything if one.dossier.state in OPEN_STATES]
        return render_template(
            "reviews/queue.html",
            mine=[one for one in current if one.mine],
            others=[one for one in current if not one.mine],
            over=[one for one in everything if one.dossier.state not in OPEN_STATES],
        )


@blueprint.get("/dossiers/<dossier_id>/evaluation")
def evaluation(dossier_id: str) -> ResponseReturnValue:
    """Show each requirement with what is said of it, and room for what a person finds.

    `?show=left` shows only what is still to be weighed, `?change=` opens the finding on one requirement.
    """
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _evaluation_page(session, actor, dossier_id)


@blueprint.post("/dossiers/<dossier_id>/findings")
def find_together(dossier_id: str) -> ResponseReturnValue:
    """Keep that what the run proved is met, for the requirements that stayed ticked."""
    actor = signed_in_actor()
    kept, form = forms.carry_out(
        FindingsForm(),
        lambda session, clean: service.find_together(session, actor, dossier_id, **clean),
        several=("requirements",),
    )
    if kept is None:
        with context().database.reading() as session:
            return _evaluation_page(session, actor, dossier_id, together=form), 422
    return redirect(_evaluation_url(dossier_id) + "#tally", 303)


@blueprint.post("/dossiers/<dossier_id>/findings/<requirement>")
def find(dossier_id: str, requirement: str) -> ResponseReturnValue:
    """Keep what was found of one requirement."""
    actor, here = signed_in_actor(), context()
    kept, form = forms.carry_out(
        FindingForm(), lambda session, clean: service.find(session, actor, dossier_id, requirement, **clean)
    )
    if request.headers.get("HX-Request"):
        with here.database.reading() as session:
            dossier = _examined(session, actor, dossier_id)
            found = weighings(session, dossier, {} if kept else {requirement: form})
            one = next((one for one in found if one.slot.requirement == requirement), None)
            if one is None:
                raise NotFound("The dossier has no such requirement.")
            return render_template(
                "reviews/_weighed.html",
                one=one,
                dossier=dossier,
                may_weigh=may_weigh(session, actor, dossier),
                show=request.args.get("show"),
                today=context().clock.now().date(),
                **tally(chapters(found)),
            )
    if kept is None:
        with here.database.reading() as session:
            return _evaluation_page(session, actor, dossier_id, {requirement: form}), 422
    left = request.args.get("show") == LEFT  # it is gone from there: the next one stands first
    return redirect(_evaluation_url(dossier_id) + ("#tally" if left else f"#{requirement}"), 303)


@blueprint.get("/dossiers/<dossier_id>/opinion")
def opinion(dossier_id: str) -> ResponseReturnValue:
    """Ask for the committee's opinion."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        return _opinion_page(session, _examined(session, actor, dossier_id), forms.Form())


@blueprint.post("/dossiers/<dossier_id>/opinion")
def give_opinion(dossier_id: str) -> ResponseReturnValue:
    """Write down the committee's opinion."""
    actor = signed_in_actor()
    given, form = forms.carry_out(
        OpinionForm(),
        lambda session, clean: service.give_opinion(session, actor, dossier_id, reservations=_reservations(), **clean),
    )
    if given is not None:
        return redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)
    with context().database.reading() as session:
        return _opinion_page(session, _examined(session, actor, dossier_id), form), 422


@blueprint.get("/dossiers/<dossier_id>/reservations/<reservation_id>/lifting")
def ask_to_lift(dossier_id: str, reservation_id: str) -> ResponseReturnValue:
    """Ask how a reservation is fulfilled."""
    signed_in_actor()
    return _lifting_page(dossier_id, reservation_id, forms.Form())


@blueprint.post("/dossiers/<dossier_id>/reservations/<reservation_id>/lifting")
def lift(dossier_id: str, reservation_id: str) -> ResponseReturnValue:
    """Lift a reservation."""
    actor = signed_in_actor()
    lifted, form = forms.carry_out(
        LIFTING.schema(), lambda session, clean: service.lift_reservation(session, actor, reservation_id, **clean)
    )
    if lifted is None:
        return _lifting_page(dossier_id, reservation_id, form), 422
    return redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)


def _evaluation_url(dossier_id: str) -> str:
    return url_for("reviews_pages.evaluation", dossier_id=dossier_id, show=request.args.get("show"))


def _evaluation_page(
    session: Session,
    actor: Actor,
    dossier_id: str,
    typed: dict[str, forms.Form] | None = None,
    together: forms.Form | None = None,
) -> str:
    dossier = _examined(session, actor, dossier_id)
    shown = chapters(weighings(session, dossier, typed or {}))
    proven = [one.slot.requirement for chapter in shown for one in chapter.proven]
    return render_template(
        "reviews/evaluation.html",
        dossier=dossier,
        release=get_release(session, dossier.release_id),
        chapters=still_to_weigh(shown) if request.args.get("show") == LEFT else shown,
        show=request.args.get("show"),
        together=together or forms.Form({"requirements": proven}),
        change=request.args.get("change"),
        ways=_opinion_ways(session, actor, dossier),
        may_weigh=may_weigh(session, actor, dossier),
        facts=_facts(session, dossier),
        consent=consent_text_of(session, dossier, context().settings),
        today=context().clock.now().date(),
        **tally(shown),
    )


def _facts(session: Session, dossier: Dossier) -> tuple[FactReport, ...]:
    """What the run of the dossier says of the declared facts."""
    run = session.get(Run, dossier.run_id)
    return facts_told(run, context().settings) if run else ()


def _examined(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Return a dossier for a page that shows what is weighed: for the office alone, and nobody of the publisher."""
    dossier = visible_dossier(session, actor, dossier_id)
    if not actor.is_of_the_office_for(dossier.organisation_id):
        raise Forbidden("The evaluation is the office's.", code="wrong_role")
    return dossier


def _opinion_page(session: Session, dossier: Dossier, form: forms.Form) -> str:
    found = current_findings(session, dossier)
    return render_template(
        "reviews/opinion.html",
        dossier=dossier,
        release=get_release(session, dossier.release_id),
        form=form,
        rows=RESERVATIONS,
        unmet=[name for name, finding in found.items() if finding.outcome == Outcome.NOT_MET],
    )


def _reservations() -> list[service.ReservationDraft]:
    drafts = []
    for row in RESERVATIONS:
        text, kind = request.form.get(f"text-{row}", "").strip(), request.form.get(f"kind-{row}", "")
        if text and kind not in set(ReservationKind):
            raise Invalid("A reservation is of one of two kinds.", errors={f"kind-{row}": ["Not a valid choice."]})
        if text:
            drafts.append(
                service.ReservationDraft(ReservationKind(kind), text, _end_of(request.form.get(f"due-{row}")))
            )
    return drafts


def _end_of(day: str | None) -> datetime | None:
    try:
        return datetime.combine(datetime.fromisoformat(day or ""), time(23, 59, 59), UTC)
    except ValueError:
        return None


def _lifting_page(dossier_id: str, reservation_id: str, form: forms.Form) -> str:
    back = url_for("dossiers_pages.show", dossier_id=dossier_id)
    url = url_for("reviews_pages.lift", dossier_id=dossier_id, reservation_id=reservation_id)
    return LIFTING.page(form, url=url, back=back, trail=((back, _("Dossier")),))


def _opinion_ways(session: Session, actor: Actor, dossier: Dossier) -> list[Way]:
    return offered(
        OPINION, session, actor, dossier, lambda _event: url_for("reviews_pages.opinion", dossier_id=dossier.id)
    )


def _evaluation_of_dossier(session: Session, actor: Actor, dossier: object) -> Panel | None:
    if not isinstance(dossier, Dossier):
        raise TypeError("this panel belongs to a dossier")
    context_of_panel: dict[str, Any] = {"dossier": dossier, "opinion": None, "found": {}}
    try:
        service.readable_findings(session, actor, dossier.id)
        context_of_panel["found"] = current_findings(session, dossier)
        context_of_panel["opinion"] = service.readable_opinion(session, actor, dossier.id)
    except NotFound:
        pass  # not given yet, or not for this person to read: the panel then shows less
    inside = actor.is_of_the_office_for(dossier.organisation_id)
    names = names_of(session, [context_of_panel["opinion"].author]) if context_of_panel["opinion"] and inside else {}
    body = render_template("reviews/_of_dossier.html", inside=inside, names=names, **context_of_panel)
    ways = _opinion_ways(session, actor, dossier)
    if inside and dossier.state == DossierState.UNDER_REVIEW:
        weighs = may_weigh(session, actor, dossier)
        url = url_for("reviews_pages.evaluation", dossier_id=dossier.id)
        ways.insert(0, Way(url, _("Evaluate") if weighs else _("See the evaluation"), "primary" if weighs else ""))
    return Panel(Markup(body), tuple(ways))  # noqa: S704 - Jinja escaped it


PANELS = {"dossier": _evaluation_of_dossier}
