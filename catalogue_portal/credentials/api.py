"""REST API of credentials: the registry entry of a labelled app, its keys, its software statements."""

from collections.abc import Sequence
from typing import Any

from catalogue_portal.context import context
from catalogue_portal.credentials import repository, schemas, service
from catalogue_portal.credentials.models import Registration
from catalogue_portal.credentials.service import RegistrationWish
from catalogue_portal.credentials.software_statement import IssuedStatement
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.labels.publication import Publication
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("credentials", __name__, url_prefix="/api/v1", description="Credentials of labelled apps")


@blueprint.get("/credentials")
@requires_scope("credentials:read")
@blueprint.response(200, schemas.RegistrationSchema(many=True))
def list_all() -> Sequence[Registration]:
    """List the registrations that one may know of."""
    with context().database.reading() as session:
        return repository.visible_registrations(session, signed_in_actor())


@blueprint.post("/credentials")
@requires_scope("credentials:write")
@blueprint.arguments(schemas.NewRegistrationSchema)
@blueprint.response(201, schemas.RegistrationSchema)
def register(wish: dict[str, Any]) -> Registration:
    """Enter the app of a label in the registry."""
    portal, actor = context(), signed_in_actor()
    brought = RegistrationWish(wish["jwks"], wish["redirect_uris"])
    publication = Publication.of(portal.settings)
    with portal.database.writing() as session:
        return service.register(session, actor, wish["label"], brought, publication=publication)


@blueprint.get("/credentials/<client_id>")
@requires_scope("credentials:read")
@blueprint.response(200, schemas.RegistrationSchema)
def show(client_id: str) -> Registration:
    """Show a registration."""
    with context().database.reading() as session:
        return repository.visible_registration(session, signed_in_actor(), client_id)


@blueprint.put("/credentials/<client_id>/keys")
@requires_scope("credentials:write")
@blueprint.arguments(schemas.KeysSchema)
@blueprint.response(200, schemas.RegistrationSchema)
def change_keys(wish: dict[str, Any], client_id: str) -> Registration:
    """Replace the keys of a client: two while rotating, then one."""
    with context().database.writing() as session:
        return service.change_keys(session, signed_in_actor(), client_id, wish["jwks"])


@blueprint.post("/credentials/<client_id>/software-statements")
@requires_scope("credentials:write")
@blueprint.arguments(schemas.NewStatementSchema)
@blueprint.response(201, schemas.StatementSchema)
def issue_statement(wish: dict[str, str], client_id: str) -> IssuedStatement:
    """Sign a software statement: five minutes, one space, one use."""
    portal, actor = context(), signed_in_actor()
    publication = Publication.of(portal.settings)
    with portal.database.writing() as session:
        return service.issue_statement(
            session, actor, client_id, audience=wish["audience"], keys=portal.keys, publication=publication
        )
