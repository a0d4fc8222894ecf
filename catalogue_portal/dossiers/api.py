"""REST API of dossiers."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue_portal.context import context
from catalogue_portal.dossiers import schemas, service
from catalogue_portal.dossiers.history import HistoryEntry
from catalogue_portal.dossiers.models import Dossier, EvidenceSlot, Recusal
from catalogue_portal.dossiers.repository import visible_dossier, visible_dossiers
from catalogue_portal.dossiers.rest_desk import Desk, write
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("dossiers", __name__, url_prefix="/api/v1", description="Requests for listing")
READ, WRITE = "dossiers:read", "dossiers:write"
DESK = Desk("dossier", visible_dossier, service.possible, shown=("evidence",))


@blueprint.get("/dossiers")
@requires_scope(READ)
@blueprint.arguments(schemas.DossierQuery, location="query")
@blueprint.response(200, schemas.DossierSummarySchema(many=True))
def list_all(query: dict[str, Any]) -> Sequence[Dossier]:
    """List the dossiers that one may know of; drafts are their publisher's own."""
    states = [query.pop("state")] if "state" in query else []
    with context().database.reading() as session:
        return visible_dossiers(session, signed_in_actor(), states=states, **query)


@blueprint.post("/dossiers")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewDossierSchema)
@blueprint.response(201, schemas.DossierSchema)
def file(wish: dict[str, str]) -> Dossier:
    """File a dossier on a release, with a finished run of full scope of exactly that release."""
    return DESK.open(service.file, release_id=wish["release"], run_id=wish["run"], settings=context().settings)


@blueprint.get("/dossiers/<dossier_id>")
@requires_scope(READ)
@blueprint.response(200, schemas.DossierSchema)
def show(dossier_id: str) -> Dossier:
    """Show a dossier."""
    return DESK.show(dossier_id)


@blueprint.get("/dossiers/<dossier_id>/actions")
@requires_scope(READ)
@blueprint.response(200, schemas.ActionSchema(many=True))
def list_actions(dossier_id: str) -> Sequence[Offer[Dossier]]:
    """List what one's roles can do with the file now, with the reason where something stands in the way."""
    return DESK.offers(dossier_id)


@blueprint.get("/dossiers/<dossier_id>/history")
@requires_scope(READ)
@blueprint.response(200, schemas.HistorySchema(many=True))
def list_history(dossier_id: str) -> Sequence[HistoryEntry]:
    """List what happened to a dossier, oldest first."""
    return DESK.history(dossier_id)


@blueprint.put("/dossiers/<dossier_id>/description")
@requires_scope(WRITE)
@blueprint.arguments(schemas.DescriptionSchema)
@blueprint.response(200, schemas.DossierSchema)
def describe(wish: dict[str, Any], dossier_id: str) -> Dossier:
    """Justify each access, give the text of consent and the conditions of security."""
    justifications = [service.Justification(**one) for one in wish.pop("justifications", [])]
    return DESK.act(service.describe, dossier_id, justifications=justifications, **wish)


@blueprint.put("/dossiers/<dossier_id>/evidence/<requirement>")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewEvidenceSchema)
@blueprint.response(200, schemas.EvidenceSchema)
def supply_evidence(wish: dict[str, Any], dossier_id: str, requirement: str) -> EvidenceSlot:
    """Bring evidence for one requirement."""
    document = service.Document(**wish["document"]) if "document" in wish else None
    return write(service.supply_evidence, dossier_id, requirement, statement=wish["statement"], document=document)


@blueprint.post("/dossiers/<dossier_id>/submission")
@requires_scope(WRITE)
@blueprint.response(200, schemas.DossierSchema)
def submit(dossier_id: str) -> Dossier:
    """Hand the dossier in."""
    return DESK.act(service.submit, dossier_id)


@blueprint.post("/dossiers/<dossier_id>/withdrawal")
@requires_scope(WRITE)
@blueprint.response(200, schemas.DossierSchema)
def withdraw(dossier_id: str) -> Dossier:
    """Give the request up."""
    return DESK.act(service.withdraw, dossier_id)


@blueprint.post("/dossiers/<dossier_id>/admission")
@requires_scope(WRITE)
@blueprint.response(200, schemas.DossierSchema)
def admit(dossier_id: str) -> Dossier:
    """Find the dossier complete."""
    return DESK.act(service.admit, dossier_id)


@blueprint.post("/dossiers/<dossier_id>/inadmissibility")
@requires_scope(WRITE)
@blueprint.arguments(schemas.ReasonsSchema)
@blueprint.response(200, schemas.DossierSchema)
def declare_inadmissible(wish: Mapping[str, str], dossier_id: str) -> Dossier:
    """Send the dossier back for good, with reasons and notice of appeal."""
    return DESK.act(service.declare_inadmissible, dossier_id, reasons=wish["reasons"])


@blueprint.post("/dossiers/<dossier_id>/review")
@requires_scope(WRITE)
@blueprint.response(200, schemas.DossierSchema)
def open_review(dossier_id: str) -> Dossier:
    """Begin the evaluation."""
    return DESK.act(service.open_review, dossier_id)


@blueprint.post("/dossiers/<dossier_id>/complement")
@requires_scope(WRITE)
@blueprint.arguments(schemas.QuestionSchema)
@blueprint.response(200, schemas.DossierSchema)
def request_complement(wish: Mapping[str, str], dossier_id: str) -> Dossier:
    """Ask the publisher for more; the clock stands still until the answer."""
    return DESK.act(service.request_complement, dossier_id, question=wish["question"])


@blueprint.post("/dossiers/<dossier_id>/complement/answer")
@requires_scope(WRITE)
@blueprint.arguments(schemas.AnswerSchema)
@blueprint.response(200, schemas.DossierSchema)
def answer_complement(wish: Mapping[str, str], dossier_id: str) -> Dossier:
    """Give what was asked for."""
    settings = context().settings
    return DESK.act(
        service.answer_complement, dossier_id, answer=wish["answer"], run_id=wish.get("run"), settings=settings
    )


@blueprint.post("/dossiers/<dossier_id>/recusals")
@requires_scope(WRITE)
@blueprint.arguments(schemas.ReasonsSchema)
@blueprint.response(201, schemas.RecusalSchema)
def recuse(wish: Mapping[str, str], dossier_id: str) -> Recusal:
    """Stay out of this dossier from now on."""
    return write(service.recuse, dossier_id, reason=wish["reasons"])
