"""What dossiers add to the pages of earlier nouns: a release's dossier, the way to file one, a publisher's list."""

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.repository import get_release
from catalogue_portal.dossiers.evidence import run_objection
from catalogue_portal.dossiers.models import DEAD_ENDS, Dossier
from catalogue_portal.dossiers.repository import visible_dossiers
from catalogue_portal.runs.repository import list_runs
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way

MANY = 500
"""More dossiers than one office handles at a time; the catalogue counts tens of apps."""


def sentence_of(dossier: Dossier) -> str:
    """Return where a dossier stands, in one sentence."""
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


def dossier_of_release(session: Session, actor: Actor, release: object) -> Panel | None:
    """Return the dossiers of a release that the actor may see, and the way to the living one or to a new one."""
    if not isinstance(release, Release):
        raise TypeError("this panel belongs to a release")
    visible = [one for one in visible_dossiers(session, actor, limit=MANY) if one.release_id == release.id]
    body = Markup(render_template("dossiers/_of_release.html", dossiers=visible))  # noqa: S704 - Jinja escaped it
    living = next((one for one in visible if one.state not in DEAD_ENDS), None)
    if living is not None:
        way = Way(url_for("dossiers_pages.show", dossier_id=living.id), _("Go to the dossier"), "primary")
        return Panel(body, (way,), sentence_of(living))
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


def dossiers_of_organisation(session: Session, actor: Actor, _organisation: object) -> Panel | None:
    """Return the dossiers of the actor's organisation."""
    found = [
        (one, get_release(session, one.release_id))
        for one in visible_dossiers(session, actor, limit=MANY)
        if one.organisation_id == actor.organisation_id
    ]
    if not found:
        return None
    return Panel(Markup(render_template("dossiers/_of_organisation.html", found=found)))  # noqa: S704 - escaped
