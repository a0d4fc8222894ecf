"""REST API of agreements."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue_portal.agreements import schemas, service
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.agreements.repository import visible_agreement, visible_agreements
from catalogue_portal.context import context
from catalogue_portal.dossiers.history import HistoryEntry
from catalogue_portal.dossiers.rest_desk import Desk
from catalogue_portal.dossiers.schemas import ActionSchema, HistorySchema, ReasonsSchema
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("agreements", __name__, url_prefix="/api/v1", description="Three-party agreements")
READ, WRITE = "agreements:read", "agreements:write"
DESK = Desk("agreement", visible_agreement, service.possible)


@blueprint.get("/agreements")
@requires_scope(READ)
@blueprint.arguments(schemas.AgreementQuery, location="query")
@blueprint.response(200, schemas.AgreementSchema(many=True))
def list_all(query: dict[str, Any]) -> Sequence[Agreement]:
    """List the agreements that one may know of."""
    with context().database.reading() as session:
        return visible_agreements(session, signed_in_actor(), dossier_id=query.pop("dossier", None), **query)


@blueprint.post("/dossiers/<dossier_id>/agreements")
@requires_scope(WRITE)
@blueprint.arguments(schemas.TermsSchema)
@blueprint.response(201, schemas.AgreementSchema)
def draft(wish: dict[str, Any], dossier_id: str) -> Agreement:
    """Draft the agreement that follows an approval."""
    return DESK.open(service.draft, dossier_id, service.Terms(**wish))


@blueprint.get("/agreements/<agreement_id>")
@requires_scope(READ)
@blueprint.response(200, schemas.AgreementSchema)
def show(agreement_id: str) -> Agreement:
    """Show an agreement."""
    return DESK.show(agreement_id)


@blueprint.get("/agreements/<agreement_id>/actions")
@requires_scope(READ)
@blueprint.response(200, ActionSchema(many=True))
def list_actions(agreement_id: str) -> Sequence[Offer[Agreement]]:
    """List what one's roles can do with the agreement now, with the reason where something stands in the way."""
    return DESK.offers(agreement_id)


@blueprint.get("/agreements/<agreement_id>/history")
@requires_scope(READ)
@blueprint.response(200, HistorySchema(many=True))
def list_history(agreement_id: str) -> Sequence[HistoryEntry]:
    """List what happened to an agreement, oldest first."""
    return DESK.history(agreement_id)


@blueprint.post("/agreements/<agreement_id>/opening")
@requires_scope(WRITE)
@blueprint.response(200, schemas.AgreementSchema)
def open_for_signature(agreement_id: str) -> Agreement:
    """Present the terms to the three parties."""
    return DESK.act(service.open_for_signature, agreement_id)


@blueprint.post("/agreements/<agreement_id>/signatures")
@requires_scope(WRITE)
@blueprint.arguments(schemas.SigningSchema)
@blueprint.response(200, schemas.AgreementSchema)
def sign(wish: dict[str, Any], agreement_id: str) -> Agreement:
    """Sign for one of the three parties."""
    return DESK.act(service.sign, agreement_id, **wish)


@blueprint.post("/agreements/<agreement_id>/hook-up")
@requires_scope(WRITE)
@blueprint.response(202, schemas.AgreementSchema)
def request_hook_up(agreement_id: str) -> Agreement:
    """Have the platform play every exchange and scope of the agreement with exactly this release."""
    return DESK.act(service.request_hook_up, agreement_id, settings=context().settings)


@blueprint.post("/agreements/<agreement_id>/abandonment")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.AgreementSchema)
def abandon(wish: Mapping[str, str], agreement_id: str) -> Agreement:
    """Give up an agreement that is not in force."""
    return DESK.act(service.abandon, agreement_id, reasons=wish["reasons"])
