"""Pages of dossiers: opening one, completing the file, following it, and each step that somebody takes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.apps.repository import get_release
from catalogue_portal.context import context
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.history import history_of
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.dossiers.policy import is_open_to_changes
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.dossiers.standing import dossier_of_release, dossiers_of_organisation, sentence_of
from catalogue_portal.errors import DomainError, NotFound
from catalogue_portal.evidence.repository import versions_named
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.procedure import procedure_named
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.doctrine_words import edition_quoted
from catalogue_portal.web.panels import panels, ways_of
from catalogue_portal.web.procedure_line import procedure_line
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way, offered

blueprint = Blueprint("dossiers_pages", __name__, template_folder="templates")

PLAIN: Final[Mapping[str, Callable[..., object]]] = {
    "submit": service.submit,
    "admit": service.admit,
    "open_review": service.open_review,
}
ASKING: Final[Mapping[str, tuple[Asking, Callable[..., object]]]] = {
    "withdraw": (
        Asking(
            _l("Withdraw the dossier"),
            _l("The request ends here. The release stays, and you may file another dossier on it."),
            _l("Withdraw the dossier"),
            (),
            grave=True,
        ),
        service.withdraw,
    ),
    "declare_inadmissible": (
        Asking(
            _l("Declare the dossier inadmissible"),
            _l("It is an adverse decision: it says why, and the publisher is told how to contest it."),
            _l("Declare it inadmissible"),
            (Question("reasons", _l("Reasons"), _l("What is missing, and which text asks for it.")),),
            grave=True,
        ),
        service.declare_inadmissible,
    ),
    "request_complement": (
        Asking(
            _l("Ask for a complement"),
            _l("The clock of the evaluation stands still until the publisher answers, or lets the delay pass."),
            _l("Send the question"),
            (Question("question", _l("Question to the publisher"), _l("What is needed, and for which requirement.")),),
        ),
        service.request_complement,
    ),
    "answer_complement": (
        Asking(
            _l("Answer the office"),
            _l(
                "Your answer joins the file and the clock runs again. You can add another run of the same release. "
                "The newest version of your declaration of convergence goes with it."
            ),
            _l("Send the answer"),
            (
                Question("answer", _l("Answer")),
                Question(
                    "run_id", _l("Another run (optional)"), _l("Its identifier, such as run_…"), 1, required=False
                ),
            ),
        ),
        service.answer_complement,
    ),
    "recuse": (
        Asking(
            _l("Stay out of this dossier"),
            _l(
                "You have an interest in the matter. "
                "You will not act on this dossier any more; it cannot be taken back."
            ),
            _l("Recuse myself"),
            (Question("reason", _l("Reason"), _l("Seen by the office only.")),),
            grave=True,
        ),
        service.recuse,
    ),
}


@blueprint.post("/releases/<release_id>/dossier")
def file(release_id: str) -> ResponseReturnValue:
    """Open a dossier on a release, resting on the run that was chosen."""
    actor, here = signed_in_actor(), context()
    with here.database.writing() as session:
        dossier = service.file(
            session, actor, release_id=release_id, run_id=request.form.get("run", ""), settings=here.settings
        )
    flash(_("The dossier is open. Complete the file, then submit it."))
    return redirect(url_for("dossiers_pages.complete", dossier_id=dossier.id), 303)


@blueprint.get("/dossiers/<dossier_id>")
def show(dossier_id: str) -> ResponseReturnValue:
    """Show where a dossier stands, what it contains, and what can be done with it."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        dossier = visible_dossier(session, actor, dossier_id)
        found = panels("dossier", session, actor, dossier)
        step = next((panel.step for panel in reversed(found) if panel.step), None)
        inside = actor.is_of_the_office_for(dossier.organisation_id)
        history = history_of(session, actor, f"dossier:{dossier_id}", organisation_id=dossier.organisation_id)
        return render_template(
            "dossiers/show.html",
            dossier=dossier,
            release=get_release(session, dossier.release_id),
            edition=edition_quoted(dossier.edition),
            documents={one.id: one for one in versions_named(session, dossier.documents)},
            panels=found,
            ways=[*_ways(session, actor, dossier), *ways_of(found)],
            steps=procedure_line(dossier.state, at=step, done=any(panel.done for panel in found)),
            sentence=next((panel.sentence for panel in reversed(found) if panel.sentence), "") or sentence_of(dossier),
            history=history,
            names=names_of(session, (entry.actor for entry in history)) if inside else {},
            cap=procedure_named(dossier.procedure).evaluation_cap,
            now=context().clock.now(),
            inside=inside,
        )


@blueprint.get("/dossiers/<dossier_id>/file")
def complete(dossier_id: str) -> ResponseReturnValue:
    """Ask for the publisher's part of the file: why each access, consent, security, evidence."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        dossier = visible_dossier(session, actor, dossier_id)
        return _file_page(session, dossier, forms.Form(_values(dossier)))


@blueprint.post("/dossiers/<dossier_id>/file")
def save_file(dossier_id: str) -> ResponseReturnValue:
    """Keep the publisher's part of the file; it may be kept half done."""
    actor, here = signed_in_actor(), context()
    typed = {name: value.replace("\r\n", "\n") for name, value in request.form.items()}
    try:
        with here.database.writing() as session:
            dossier = visible_dossier(session, actor, dossier_id)
            _save(session, actor, dossier, typed)
    except DomainError as error:
        with here.database.reading() as session:
            dossier = visible_dossier(session, actor, dossier_id)
            return _file_page(session, dossier, forms.refused(forms.Form(typed), error)), 422
    flash(_("The file is saved."))
    return redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)


@blueprint.get("/dossiers/<dossier_id>/do/<event>")
def ask(dossier_id: str, event: str) -> ResponseReturnValue:
    """Ask for what a step needs."""
    actor = signed_in_actor()
    if event not in ASKING:
        raise NotFound("There is no such page.")
    with context().database.reading() as session:
        dossier = visible_dossier(session, actor, dossier_id)
        return _ask_page(session, dossier, event, forms.Form())


@blueprint.post("/dossiers/<dossier_id>/do/<event>")
def act(dossier_id: str, event: str) -> ResponseReturnValue:
    """Take a step."""
    actor, here = signed_in_actor(), context()
    there = redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)
    if event in PLAIN:
        with here.database.writing() as session:
            PLAIN[event](session, actor, dossier_id)
        return there
    if event not in ASKING:
        raise NotFound("There is no such page.")
    asking, use_case = ASKING[event]

    def take(session: Session, clean: dict[str, Any]) -> object:
        given = _with_run(clean) if event == "answer_complement" else clean
        return use_case(session, actor, dossier_id, **given)

    done, form = forms.carry_out(asking.schema(), take)
    if done is not None:
        return there
    with here.database.reading() as session:
        return _ask_page(session, visible_dossier(session, actor, dossier_id), event, form), 422


def _with_run(clean: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": clean["answer"], "run_id": clean["run_id"] or None, "settings": context().settings}


def _ask_page(session: Session, dossier: Dossier, event: str, form: forms.Form) -> str:
    release = get_release(session, dossier.release_id)
    back = url_for("dossiers_pages.show", dossier_id=dossier.id)
    trail = ((back, _("Dossier of %(app)s %(version)s", app=release.app.name, version=release.version)),)
    url = url_for("dossiers_pages.act", dossier_id=dossier.id, event=event)
    return ASKING[event][0].page(form, url=url, back=back, trail=trail)


def _file_page(session: Session, dossier: Dossier, form: forms.Form) -> str:
    return render_template(
        "dossiers/file.html",
        dossier=dossier,
        release=get_release(session, dossier.release_id),
        edition=edition_quoted(dossier.edition),
        form=form,
    )


def _values(dossier: Dossier) -> dict[str, str]:
    values = {"consent_text": dossier.consent_text, "security_conditions": dossier.security_conditions}
    for one in dossier.accesses:
        place = f"{one.family}.{one.direction}"
        values |= {
            f"need.{place}": one.need,
            f"modalities.{place}": one.modalities,
            f"retention.{place}": one.retention,
        }
    for slot in dossier.evidence:
        values[f"statement.{slot.requirement}"] = slot.statement
    return values


def _save(session: Session, actor: Actor, dossier: Dossier, typed: Mapping[str, str]) -> None:
    justifications = [
        service.Justification(
            one.family,
            one.direction,
            *(typed.get(f"{part}.{one.family}.{one.direction}", "") for part in ("need", "modalities", "retention")),
        )
        for one in dossier.accesses
    ]
    service.describe(
        session,
        actor,
        dossier.id,
        justifications=justifications,
        consent_text=typed.get("consent_text", ""),
        security_conditions=typed.get("security_conditions", ""),
    )
    for slot in list(dossier.evidence):
        statement = typed.get(f"statement.{slot.requirement}")
        if statement is not None and statement.strip() != slot.statement:
            service.supply_evidence(session, actor, dossier.id, slot.requirement, statement=statement)


def _ways(session: Session, actor: Actor, dossier: Dossier) -> list[Way]:
    def address(event: str) -> str | None:
        if event in PLAIN:
            return url_for("dossiers_pages.act", dossier_id=dossier.id, event=event)
        return url_for("dossiers_pages.ask", dossier_id=dossier.id, event=event) if event in ASKING else None

    ways = offered(DOSSIER, session, actor, dossier, address)
    if actor.organisation_id == dossier.organisation_id and is_open_to_changes(dossier) is None:
        blocked = any(way.refusal for way in ways)
        file_way = Way(url_for("dossiers_pages.complete", dossier_id=dossier.id), _("Complete the file"))
        ways.insert(0, Way(file_way.url, file_way.text, "primary" if blocked else ""))
    if actor.works_at_the_office() and all(one.user_id != actor.user_id for one in dossier.recusals):
        ways.append(Way(url_for("dossiers_pages.ask", dossier_id=dossier.id, event="recuse"), _("Recuse myself")))
    return ways


PANELS = {"release": dossier_of_release, "dashboard": dossiers_of_organisation}
