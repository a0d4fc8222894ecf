"""REST API of agreements."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.agreements import schemas, service
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.agreements.repository import visible_agreement, visible_agreements
from catalogue_portal.context import context
from catalogue_portal.dossiers.history import HistoryEntry, history_of
from catalogue_portal.dossiers.schemas import ActionSchema, HistorySchema, ReasonsSchema
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("agreements", __name__, url_prefix="/api/v1", description="Three-party agreements")
READ, WRITE = "agreements:read", "agreements:write"


def _act(use_case: Callable[..., Agreement], *given: object, **named: object) -> Agreement:
    with context().database.writing() as session:
        actor = signed_in_actor()
        return _whole(session, actor, use_case(session, actor, *given, **named).id)


def _whole(session: Session, actor: Actor, agreement_id: str) -> Agreement:
    session.flush()
    agreement = visible_agreement(session, actor, agreement_id)
    session.refresh(agreement)
    return agreement


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
    return _act(service.draft, dossier_id, service.Terms(**wish))


@blueprint.get("/agreements/<agreement_id>")
@requires_scope(READ)
@blueprint.response(200, schemas.AgreementSchema)
def show(agreement_id: str) -> Agreement:
    """Show an agreement."""
    with context().database.reading() as session:
        return visible_agreement(session, signed_in_actor(), agreement_id)


@blueprint.get("/agreements/<agreement_id>/actions")
@requires_scope(READ)
@blueprint.response(200, ActionSchema(many=True))
def list_actions(agreement_id: str) -> Sequence[Offer[Agreement]]:
    """List what one's roles can do with the agreement now, with the reason where something stands in the way."""
    with context().database.reading() as session:
        actor = signed_in_actor()
        return list(service.possible(session, actor, visible_agreement(session, actor, agreement_id)))


@blueprint.get("/agreements/<agreement_id>/history")
@requires_scope(READ)
@blueprint.response(200, HistorySchema(many=True))
def list_history(agreement_id: str) -> Sequence[HistoryEntry]:
    """List what happened to an agreement, oldest first."""
    with context().database.reading() as session:
        actor = signed_in_actor()
        return history_of(session, actor, f"agreement:{visible_agreement(session, actor, agreement_id).id}")


@blueprint.post("/agreements/<agreement_id>/opening")
@requires_scope(WRITE)
@blueprint.response(200, schemas.AgreementSchema)
def open_for_signature(agreement_id: str) -> Agreement:
    """Present the terms to the three parties."""
    return _act(service.open_for_signature, agreement_id)


@blueprint.post("/agreements/<agreement_id>/signatures")
@requires_scope(WRITE)
@blueprint.arguments(schemas.SigningSchema)
@blueprint.response(200, schemas.AgreementSchema)
def sign(wish: dict[str, Any], agreement_id: str) -> Agreement:
    """Sign for one of the three parties."""
    return _act(service.sign, agreement_id, **wish)


@blueprint.post("/agreements/<agreement_id>/hook-up")
@requires_scope(WRITE)
@blueprint.response(202, schemas.AgreementSchema)
def request_hook_up(agreement_id: str) -> Agreement:
    """Have the platform play every exchange and scope of the agreement with exactly this release."""
    return _act(service.request_hook_up, agreement_id, settings=context().settings)


@blueprint.post("/agreements/<agreement_id>/abandonment")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.AgreementSchema)
def abandon(wish: Mapping[str, str], agreement_id: str) -> Agreement:
    """Give up an agreement that is not in force."""
    return _act(service.abandon, agreement_id, reasons=wish["reasons"])
