"""Pages of the decision: approving or refusing, with reasons, by another person than the author of the opinion."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.context import context
from catalogue_portal.decisions import service
from catalogue_portal.decisions.lifecycle import DECISION
from catalogue_portal.decisions.repository import decision_on
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.errors import NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import offered

blueprint = Blueprint("decisions_pages", __name__, template_folder="templates")

ASKING: Final[Mapping[str, tuple[Asking, Callable[..., object]]]] = {
    "approve": (
        Asking(
            _l("Approve the listing"),
            _l("The app will be listed once the three parties have signed and the hook-up has passed."),
            _l("Approve the listing"),
            (Question("reasons", _l("Reasons (optional)"), rows=4, required=False),),
        ),
        service.approve,
    ),
    "refuse": (
        Asking(
            _l("Refuse the listing"),
            _l(
                "A refusal states its reasons in law and in fact. "
                "The publisher is told how and until when to contest it."
            ),
            _l("Refuse the listing"),
            (
                Question("reasons_in_law", _l("Reasons in law"), _l("Which text is not met."), 4),
                Question("reasons_in_fact", _l("Reasons in fact"), _l("What was seen in this file."), 4),
            ),
            grave=True,
        ),
        service.refuse,
    ),
}


@blueprint.get("/dossiers/<dossier_id>/decision/<event>")
def ask(dossier_id: str, event: str) -> ResponseReturnValue:
    """Ask for the reasons of a decision."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    with context().database.reading() as session:
        visible_dossier(session, actor, dossier_id)
    return _page(dossier_id, event, forms.Form())


@blueprint.post("/dossiers/<dossier_id>/decision/<event>")
def decide(dossier_id: str, event: str) -> ResponseReturnValue:
    """Decide."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    asking, use_case = ASKING[event]
    decided, form = forms.carry_out(
        asking.schema(), lambda session, clean: use_case(session, actor, dossier_id, **clean)
    )
    if decided is None:
        return _page(dossier_id, event, form), 422
    return redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)


def _page(dossier_id: str, event: str, form: forms.Form) -> str:
    back = url_for("dossiers_pages.show", dossier_id=dossier_id)
    url = url_for("decisions_pages.decide", dossier_id=dossier_id, event=event)
    return ASKING[event][0].page(form, url=url, back=back, trail=((back, _("Dossier")),))


def _decision_of_dossier(session: Session, actor: Actor, dossier: object) -> Panel | None:
    if not isinstance(dossier, Dossier):
        raise TypeError("this panel belongs to a dossier")
    decision = decision_on(session, dossier.id)
    names = names_of(session, [decision.author]) if decision and actor.works_at_the_office() else {}
    body = render_template("decisions/_of_dossier.html", decision=decision, names=names) if decision else ""
    ways = offered(
        DECISION,
        session,
        actor,
        dossier,
        lambda event: url_for("decisions_pages.ask", dossier_id=dossier.id, event=event),
    )
    return Panel(Markup(body), tuple(ways))  # noqa: S704 - Jinja escaped it


PANELS = {"dossier": _decision_of_dossier}
