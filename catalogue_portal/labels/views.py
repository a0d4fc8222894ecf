"""Pages of labels: verifying one, and striking one under an agreement."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.agreements.models import Agreement, AgreementState
from catalogue_portal.agreements.repository import living_agreement_of
from catalogue_portal.context import context
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.labels import service
from catalogue_portal.labels.models import Label
from catalogue_portal.labels.own_document import own_document
from catalogue_portal.labels.policy import objection_to_issue
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.punch_mark import PunchMark
from catalogue_portal.labels.repository import get_label, label_of_agreement
from catalogue_portal.labels.trust import IssuerDocument
from catalogue_portal.labels.verification import Finding, Verification, verify_label
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from catalogue_portal.web.ways import Way
from catalogue_portal.web.words import Word

blueprint = Blueprint("labels_pages", __name__, template_folder="templates")

FINDINGS: Final = {
    Finding.IN_FORCE: Word(_l("Genuine and in force"), "tick", "good"),
    Finding.SUSPENDED: Word(_l("Genuine, but suspended"), "pause", "bad"),
    Finding.WITHDRAWN: Word(_l("Genuine, but withdrawn"), "cross", "bad"),
    Finding.EXPIRED: Word(_l("Genuine, but expired"), "square", "quiet"),
    Finding.STATUS_UNKNOWN: Word(_l("Genuine, status unknown"), "question", "open"),
    Finding.FORGED: Word(_l("Not a label of this portal"), "cross", "bad"),
}
LONGEST: Final = 20_000


@blueprint.get("/verify")
def verify() -> ResponseReturnValue:
    """Ask for a label, or verify the one whose identifier is in the address."""
    named = request.args.get("label", "").strip()
    return _page(named) if named else _page("")


@blueprint.post("/verify")
def verify_given() -> ResponseReturnValue:
    """Verify a label that was pasted, or one named by its identifier."""
    return _page(request.form.get("label", "")[:LONGEST].strip())


@blueprint.get("/labels/<label_id>")
def show(label_id: str) -> ResponseReturnValue:
    """Lead from a label's own address to the page of its app."""
    with context().database.reading() as session:
        label = get_label(session, label_id)
        return redirect(url_for("listings_pages.show", app_id=label.app_id) + f"#{label.id}", 303)


@blueprint.post("/agreements/<agreement_id>/label")
def issue(agreement_id: str) -> ResponseReturnValue:
    """Strike the label of an agreement."""
    actor, here = signed_in_actor(), context()
    publication = Publication.of(here.settings)
    with here.database.writing() as session:
        label = service.issue(session, actor, agreement_id, keys=here.keys, publication=publication)
    flash(_("The label is struck: it is in the catalogue."))
    return redirect(url_for("listings_pages.show", app_id=label.app_id), 303)


def _page(given: str) -> str:
    found, label = _verified(given) if given else (None, None)
    return render_template(
        "labels/verify.html",
        given=given,
        found=found,
        word=FINDINGS.get(found.finding) if found else None,
        label=label,
        mark=PunchMark.of(found.claims.label_id).svg(_("Punch mark")) if found and found.claims else "",
        issuer=Publication.of(context().settings).issuer,
    )


def _verified(given: str) -> tuple[Verification, Label | None]:
    here, publication = context(), Publication.of(context().settings)
    with here.database.reading() as session:
        compact = _compact(session, given)
        listed = service.status_list_token(session, keys=here.keys, publication=publication)
        trust = IssuerDocument.from_json(own_document(here.keys, publication))
        found = verify_label(compact, trust, now=here.clock.now(), fetch=lambda _uri: listed.encode())
        return found, session.get(Label, found.claims.label_id) if found.claims else None


def _compact(session: Session, given: str) -> str:
    """Return the label itself: what was pasted, or the one that this portal keeps under that identifier."""
    identifier = given.rstrip("/").rsplit("/", 1)[-1]
    try:
        return get_label(session, identifier).compact
    except NotFound:
        return given


def _label_of_agreement(session: Session, actor: Actor, agreement: object) -> Panel | None:
    if not isinstance(agreement, Agreement):
        raise TypeError("this panel belongs to an agreement")
    label = label_of_agreement(session, agreement.id)
    if label is not None:
        way = Way(url_for("listings_pages.show", app_id=label.app_id), _("See the label"), "primary")
        body = render_template(
            "labels/_of_agreement.html", label=label, mark=PunchMark.of(label.id).svg(_("Punch mark"))
        )
        return Panel(Markup(body), (way,), _("In force, and its label is struck."))  # noqa: S704 - escaped
    if agreement.state != AgreementState.IN_FORCE or not actor.works_at_the_office():
        return None
    objection = objection_to_issue(session, actor, agreement, Publication.of(context().settings).environment)
    refusal = told(objection) if objection is not None else None
    url = url_for("labels_pages.issue", agreement_id=agreement.id)
    return Panel(Markup(""), (Way(url, _("Strike the label"), "primary", post=True, refusal=refusal),))


def _label_of_dossier(session: Session, _actor: Actor, dossier: object) -> Panel | None:
    if not isinstance(dossier, Dossier):
        raise TypeError("this panel belongs to a dossier")
    agreement = living_agreement_of(session, dossier.id)
    label = label_of_agreement(session, agreement.id) if agreement else None
    if label is None:
        return None
    way = Way(url_for("listings_pages.show", app_id=label.app_id), _("See the label"), "primary")
    return Panel(Markup(""), (way,), _("The label is struck; the app is in the catalogue."), "label", done=True)


PANELS = {"agreement": _label_of_agreement, "dossier": _label_of_dossier}
