"""Pages of dossiers: opening one, completing the file, following it, and each step that somebody takes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.repository import get_release
from catalogue_portal.context import context
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.evidence import run_objection
from catalogue_portal.dossiers.history import history_of
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import DEAD_ENDS, Dossier
from catalogue_portal.dossiers.policy import is_open_to_changes
from catalogue_portal.dossiers.repository import visible_dossier, visible_dossiers
from catalogue_portal.errors import DomainError, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.procedure import procedure_named
from catalogue_portal.runs.repository import list_runs
from catalogue_portal.web import forms
from catalogue_portal.web.asking import Asking, Question
from catalogue_portal.web.doctrine_words import edition_named
from catalogue_portal.web.panels import Panel, panels, ways_of
from catalogue_portal.web.procedure_line import procedure_line
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way, offered

blueprint = Blueprint("dossiers_pages", __name__, template_folder="templates")

MANY: Final = 500
"""More dossiers than one office handles at a time; the catalogue counts tens of apps."""

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
            _l("Your answer joins the file and the clock runs again. You can add another run of the same release."),
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
        history = history_of(session, actor, f"dossier:{dossier_id}")
        return render_template(
            "dossiers/show.html",
            dossier=dossier,
            release=get_release(session, dossier.release_id),
            edition=edition_named(dossier.edition),
            panels=found,
            ways=[*_ways(session, actor, dossier), *ways_of(found)],
            steps=procedure_line(dossier.state, at=step, done=any(panel.done for panel in found)),
            sentence=next((panel.sentence for panel in reversed(found) if panel.sentence), "") or _sentence(dossier),
            history=history,
            names=names_of(session, (entry.actor for entry in history)) if actor.works_at_the_office() else {},
            cap=procedure_named(dossier.procedure).evaluation_cap,
            now=context().clock.now(),
            inside=actor.works_at_the_office(),
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
    if event in PLAIN:
        with here.database.writing() as session:
            PLAIN[event](session, actor, dossier_id)
    elif event in ASKING:
        asking, use_case = ASKING[event]
        form, clean = forms.read(asking.schema())
        if clean is None:
            return _asked_again(actor, dossier_id, event, form)
        given = _with_run(clean) if event == "answer_complement" else clean
        try:
            with here.database.writing() as session:
                use_case(session, actor, dossier_id, **given)
        except DomainError as error:
            return _asked_again(actor, dossier_id, event, forms.refused(form, error))
    else:
        raise NotFound("There is no such page.")
    return redirect(url_for("dossiers_pages.show", dossier_id=dossier_id), 303)


def _with_run(clean: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": clean["answer"], "run_id": clean["run_id"] or None, "settings": context().settings}


def _asked_again(actor: Actor, dossier_id: str, event: str, form: forms.Form) -> ResponseReturnValue:
    with context().database.reading() as session:
        return _ask_page(session, visible_dossier(session, actor, dossier_id), event, form), 422


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
        edition=edition_named(dossier.edition),
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


def _sentence(dossier: Dossier) -> str:
    return {
        "draft": _("The publisher is completing the file."),
        "submitted": _("The office looks whether the file is complete."),
        "admissible": _("The file is complete; the evaluation is about to begin."),
        "inadmissible": _("The file was sent back: see the reasons and the ways of appeal."),
        "under_review": _("Reviewers weigh the evidence, requirement by requirement."),
        "complement_requested": _("The office waits for the publisher's answer; the clock stands still."),
        "opinion_given": _("The committee has spoken. Another person decides."),
        "approved": _("Approved. An agreement between three parties comes next."),
        "refused": _("Refused: see the reasons and the ways of appeal."),
        "closed": _("The procedure is over: the agreement is in force."),
        "withdrawn": _("The publisher withdrew the request."),
        "lapsed": _("The request lapsed: no answer came in time."),
    }[dossier.state]


def _dossier_of_release(session: Session, actor: Actor, release: object) -> Panel | None:
    if not isinstance(release, Release):
        raise TypeError("this panel belongs to a release")
    visible = [one for one in visible_dossiers(session, actor, limit=MANY) if one.release_id == release.id]
    body = Markup(render_template("dossiers/_of_release.html", dossiers=visible))  # noqa: S704 - Jinja escaped it
    living = next((one for one in visible if one.state not in DEAD_ENDS), None)
    if living is not None:
        way = Way(url_for("dossiers_pages.show", dossier_id=living.id), _("Go to the dossier"), "primary")
        return Panel(body, (way,), _sentence(living))
    return Panel(body, _ways_to_file(session, actor, release))


def _ways_to_file(session: Session, actor: Actor, release: Release) -> tuple[Way, ...]:
    if actor.organisation_id != release.app.organisation_id or not actor.has_role(Role.PUBLISHER):
        return ()
    runs = [run for run in list_runs(session, release_id=release.id) if run.kind == "check"]
    run = next((run for run in runs if run.state == "finished" and run.scope == "full"), None)
    url = url_for("dossiers_pages.file", release_id=release.id)
    text = _("File a dossier")
    if run is None:
        return (Way(url, text, refusal=_("a finished run of full scope comes first.")),)
    objection = run_objection(session, run.id, release.id)
    refusal = told(objection) if objection is not None else None
    ready = run.verdict == "conformant"
    return (Way(url, text, "primary" if ready else "", post=True, refusal=refusal, hidden={"run": run.id}),)


def _dossiers_of_organisation(session: Session, actor: Actor, _organisation: object) -> Panel | None:
    found = [
        (one, get_release(session, one.release_id))
        for one in visible_dossiers(session, actor, limit=MANY)
        if one.organisation_id == actor.organisation_id
    ]
    if not found:
        return None
    return Panel(Markup(render_template("dossiers/_of_organisation.html", found=found)))  # noqa: S704 - escaped


PANELS = {"release": _dossier_of_release, "dashboard": _dossiers_of_organisation}
