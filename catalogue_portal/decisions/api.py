"""REST API of decisions."""

from collections.abc import Mapping, Sequence

from catalogue_portal.context import context
from catalogue_portal.decisions import schemas, service
from catalogue_portal.decisions.models import Decision
from catalogue_portal.decisions.repository import decision_on
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.dossiers.rest_desk import Desk, write
from catalogue_portal.dossiers.schemas import ActionSchema
from catalogue_portal.errors import NotFound
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("decisions", __name__, url_prefix="/api/v1", description="Decisions on dossiers")
READ, WRITE = "decisions:read", "decisions:write"
DESK = Desk("dossier", visible_dossier, service.possible)


@blueprint.get("/dossiers/<dossier_id>/decision")
@requires_scope(READ)
@blueprint.response(200, schemas.DecisionSchema)
def show(dossier_id: str) -> Decision:
    """Show the decision on a dossier."""
    with context().database.reading() as session:
        dossier = visible_dossier(session, signed_in_actor(), dossier_id)
        decision = decision_on(session, dossier.id)
        if decision is None:
            raise NotFound("This dossier is not decided.")
        return decision


@blueprint.get("/dossiers/<dossier_id>/decision/actions")
@requires_scope(READ)
@blueprint.response(200, ActionSchema(many=True))
def list_actions(dossier_id: str) -> Sequence[Offer[Dossier]]:
    """List what one may decide now, with the reason where something stands in the way."""
    return DESK.offers(dossier_id)


@blueprint.post("/dossiers/<dossier_id>/approval")
@requires_scope(WRITE)
@blueprint.arguments(schemas.ApprovalSchema)
@blueprint.response(201, schemas.DecisionSchema)
def approve(wish: Mapping[str, str], dossier_id: str) -> Decision:
    """Decide that the app is listed once agreement and hook-up are done."""
    return write(service.approve, dossier_id, **wish)


@blueprint.post("/dossiers/<dossier_id>/refusal")
@requires_scope(WRITE)
@blueprint.arguments(schemas.RefusalSchema)
@blueprint.response(201, schemas.DecisionSchema)
def refuse(wish: Mapping[str, str], dossier_id: str) -> Decision:
    """Refuse the listing, with reasons in law and in fact and notice of appeal."""
    return write(service.refuse, dossier_id, **wish)
