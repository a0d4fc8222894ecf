"""REST API of the evaluation."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue_portal.context import context
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.dossiers.rest_desk import Desk, write, write_all
from catalogue_portal.dossiers.schemas import ActionSchema
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.lifecycle import Offer
from catalogue_portal.rest import RestBlueprint
from catalogue_portal.reviews import schemas, service
from catalogue_portal.reviews.models import Finding, Opinion, Reservation

blueprint = RestBlueprint("reviews", __name__, url_prefix="/api/v1", description="Evaluation and committee opinion")
READ, WRITE = "reviews:read", "reviews:write"
DESK = Desk("dossier", visible_dossier, service.possible)


@blueprint.get("/dossiers/<dossier_id>/findings")
@requires_scope(READ)
@blueprint.response(200, schemas.FindingSchema(many=True))
def list_findings(dossier_id: str) -> Sequence[Finding]:
    """List every finding on a dossier; its publisher reads them once it is decided."""
    with context().database.reading() as session:
        return service.readable_findings(session, signed_in_actor(), dossier_id)


@blueprint.post("/dossiers/<dossier_id>/findings/<requirement>")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewFindingSchema)
@blueprint.response(201, schemas.FindingSchema)
def find(wish: dict[str, Any], dossier_id: str, requirement: str) -> Finding:
    """Say what was found of one requirement; a later finding replaces an earlier one."""
    return write(service.find, dossier_id, requirement, **wish)


@blueprint.post("/dossiers/<dossier_id>/findings")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewFindingsSchema)
@blueprint.response(201, schemas.FindingSchema(many=True))
def find_together(wish: dict[str, Any], dossier_id: str) -> Sequence[Finding]:
    """Find requirements met together, for one reason: only those whose every check passed in the run; all or none."""
    return write_all(service.find_together, dossier_id, **wish)


@blueprint.get("/dossiers/<dossier_id>/review/actions")
@requires_scope(READ)
@blueprint.response(200, ActionSchema(many=True))
def list_actions(dossier_id: str) -> Sequence[Offer[Dossier]]:
    """List what the evaluation lets one's roles do now, with the reason where something stands in the way."""
    return DESK.offers(dossier_id)


@blueprint.get("/dossiers/<dossier_id>/opinion")
@requires_scope(READ)
@blueprint.response(200, schemas.OpinionSchema)
def show_opinion(dossier_id: str) -> Opinion:
    """Show the committee's opinion; the publisher reads it once the dossier is decided."""
    with context().database.reading() as session:
        return service.readable_opinion(session, signed_in_actor(), dossier_id)


@blueprint.post("/dossiers/<dossier_id>/opinion")
@requires_scope(WRITE)
@blueprint.arguments(schemas.NewOpinionSchema)
@blueprint.response(201, schemas.OpinionSchema)
def give_opinion(wish: dict[str, Any], dossier_id: str) -> Opinion:
    """Write down the committee's opinion, with its reasons."""
    reservations = [service.ReservationDraft(**one) for one in wish.pop("reservations")]
    return write(service.give_opinion, dossier_id, reservations=reservations, **wish)


@blueprint.post("/reservations/<reservation_id>/lifting")
@requires_scope(WRITE)
@blueprint.arguments(schemas.LiftingSchema)
@blueprint.response(200, schemas.ReservationSchema)
def lift_reservation(wish: Mapping[str, str], reservation_id: str) -> Reservation:
    """Find that a reservation is fulfilled."""
    return write(service.lift_reservation, reservation_id, because=wish["because"])
