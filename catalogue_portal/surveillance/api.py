"""REST API of surveillance."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from catalogue_portal.context import context
from catalogue_portal.dossiers.history import HistoryEntry
from catalogue_portal.dossiers.rest_desk import Desk
from catalogue_portal.dossiers.schemas import ActionSchema, HistorySchema, ReasonsSchema
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint
from catalogue_portal.surveillance import schemas, service
from catalogue_portal.surveillance.models import Proceeding, ProceedingKind
from catalogue_portal.surveillance.repository import visible_proceeding, visible_proceedings

blueprint = RestBlueprint("surveillance", __name__, url_prefix="/api/v1", description="Measures taken on labels")
READ, WRITE = "surveillance:read", "surveillance:write"
DESK = Desk("proceeding", visible_proceeding, service.possible)
_OPENING: Final = {
    ProceedingKind.URGENT_SUSPENSION: service.suspend_urgently,
    ProceedingKind.SUSPENSION: service.open_suspension,
    ProceedingKind.WITHDRAWAL: service.open_withdrawal,
}


@blueprint.get("/proceedings")
@requires_scope(READ)
@blueprint.arguments(schemas.ProceedingQuery, location="query")
@blueprint.response(200, schemas.ProceedingSchema(many=True))
def list_all(query: dict[str, Any]) -> Sequence[Proceeding]:
    """List the proceedings that one may know of."""
    with context().database.reading() as session:
        return visible_proceedings(session, signed_in_actor(), label_id=query.pop("label", None), **query)


@blueprint.post("/labels/<label_id>/proceedings")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewProceedingSchema)
@blueprint.response(201, schemas.ProceedingSchema)
def open_proceeding(wish: dict[str, Any], label_id: str) -> Proceeding:
    """Suspend a label urgently, or open a suspension or a withdrawal."""
    use_case = _OPENING[wish.pop("kind")]
    return DESK.open(use_case, label_id, service.Grievance(**wish))


@blueprint.get("/proceedings/<proceeding_id>")
@requires_scope(READ)
@blueprint.response(200, schemas.ProceedingSchema)
def show(proceeding_id: str) -> Proceeding:
    """Show a proceeding."""
    return DESK.show(proceeding_id)


@blueprint.get("/proceedings/<proceeding_id>/actions")
@requires_scope(READ)
@blueprint.response(200, ActionSchema(many=True))
def list_actions(proceeding_id: str) -> Sequence[Offer[Proceeding]]:
    """List what one's roles can do in the proceeding now, with the reason where something stands in the way."""
    return DESK.offers(proceeding_id)


@blueprint.get("/proceedings/<proceeding_id>/history")
@requires_scope(READ)
@blueprint.response(200, HistorySchema(many=True))
def list_history(proceeding_id: str) -> Sequence[HistoryEntry]:
    """List what happened in a proceeding, oldest first."""
    return DESK.history(proceeding_id)


@blueprint.post("/proceedings/<proceeding_id>/confirmation")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def confirm(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Confirm an urgent suspension as the second person."""
    return DESK.act(service.confirm, proceeding_id, reasons=wish["reasons"])


@blueprint.post("/proceedings/<proceeding_id>/observations")
@requires_scope(WRITE)
@blueprint.arguments(schemas.ObservationsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def observe(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Give the publisher's observations."""
    return DESK.act(service.observe, proceeding_id, observations=wish["observations"])


@blueprint.post("/proceedings/<proceeding_id>/pronouncement")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def pronounce(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Pronounce a suspension or a withdrawal, the publisher having been heard."""
    return DESK.act(service.pronounce, proceeding_id, reasons=wish["reasons"])


@blueprint.post("/proceedings/<proceeding_id>/closure")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def drop(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Close a proceeding without a measure."""
    return DESK.act(service.drop, proceeding_id, reasons=wish["reasons"])


@blueprint.post("/proceedings/<proceeding_id>/lifting-proposal")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def propose_lifting(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Propose to lift a suspension."""
    return DESK.act(service.propose_lifting, proceeding_id, reasons=wish["reasons"])


@blueprint.post("/proceedings/<proceeding_id>/maintenance")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def maintain(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Maintain a suspension that somebody proposed to lift."""
    return DESK.act(service.maintain, proceeding_id, reasons=wish["reasons"])


@blueprint.post("/proceedings/<proceeding_id>/lifting")
@requires_scope(WRITE)
@blueprint.arguments(ReasonsSchema)
@blueprint.response(200, schemas.ProceedingSchema)
def lift(wish: Mapping[str, str], proceeding_id: str) -> Proceeding:
    """Lift a suspension, as the second person if it was confirmed or pronounced."""
    return DESK.act(service.lift, proceeding_id, reasons=wish["reasons"])
