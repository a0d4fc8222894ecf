"""REST API of publishers: organisations and their people."""

from collections.abc import Sequence

from catalogue_portal.context import context
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.publishers import schemas, service
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.publishers.policy import readable
from catalogue_portal.publishers.repository import list_organisations, members_of
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("publishers", __name__, url_prefix="/api/v1", description="Organisations and their people")


@blueprint.get("/organisations")
@requires_scope("publishers:read")
@blueprint.response(200, schemas.OrganisationSchema(many=True))
def list_all() -> Sequence[Organisation]:
    """List the organisations that one may know of: one's own, or all for the office."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        if actor.works_at_the_office():
            return list_organisations(session)
        return [readable(session, actor, actor.organisation_id)] if actor.organisation_id else []


@blueprint.post("/organisations")
@requires_scope("publishers:write")
@blueprint.arguments(schemas.NewOrganisationSchema)
@blueprint.response(201, schemas.OrganisationSchema)
def register(wish: dict[str, str]) -> Organisation:
    """Register an organisation and become its owner."""
    portal = context()
    with portal.database.writing() as session:
        return service.register_organisation(session, signed_in_actor(), clock=portal.clock, **wish)


@blueprint.get("/organisations/<organisation_id>")
@requires_scope("publishers:read")
@blueprint.response(200, schemas.OrganisationSchema)
def show(organisation_id: str) -> Organisation:
    """Show an organisation."""
    with context().database.reading() as session:
        return readable(session, signed_in_actor(), organisation_id)


@blueprint.get("/organisations/<organisation_id>/members")
@requires_scope("publishers:read")
@blueprint.response(200, schemas.MemberSchema(many=True))
def list_members(organisation_id: str) -> list[dict[str, str]]:
    """List the people of an organisation."""
    with context().database.reading() as session:
        readable(session, signed_in_actor(), organisation_id)
        return [
            {"user": user.id, "display_name": user.display_name, "rank": membership.rank}
            for user, membership in members_of(session, organisation_id)
        ]


@blueprint.delete("/organisations/<organisation_id>/members/<user_id>")
@requires_scope("publishers:write")
@blueprint.response(204)
def remove_member(organisation_id: str, user_id: str) -> None:
    """End a membership: owners anyone's, everyone their own."""
    with context().database.writing() as session:
        service.remove_member(session, signed_in_actor(), organisation_id, user_id)


@blueprint.post("/organisations/<organisation_id>/invitations")
@requires_scope("publishers:write")
@blueprint.response(201, schemas.InvitationSchema)
def invite(organisation_id: str) -> dict[str, str]:
    """Make a code that lets one person join; owners only."""
    portal = context()
    with portal.database.writing() as session:
        return {"code": service.invite(session, signed_in_actor(), organisation_id, clock=portal.clock)}


@blueprint.post("/memberships")
@requires_scope("publishers:write")
@blueprint.arguments(schemas.JoinSchema)
@blueprint.response(201, schemas.OrganisationSchema)
def join(wish: dict[str, str]) -> Organisation:
    """Join the organisation that gave the code."""
    portal = context()
    with portal.database.writing() as session:
        return service.join(session, signed_in_actor(), wish["code"], clock=portal.clock)


@blueprint.post("/organisations/<organisation_id>/state")
@requires_scope("publishers:write")
@blueprint.arguments(schemas.StateChangeSchema)
@blueprint.response(200, schemas.OrganisationSchema)
def change_state(wish: dict[str, str], organisation_id: str) -> Organisation:
    """Verify, suspend or reinstate an organisation; administrators who are not of it."""
    with context().database.writing() as session:
        return service.change_state(session, signed_in_actor(), organisation_id, wish["event"])
