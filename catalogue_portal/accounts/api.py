"""REST API of accounts: opening one, tokens, roles."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import request

from catalogue_portal.accounts import schemas, service, tokens
from catalogue_portal.accounts.models import ApiToken, User
from catalogue_portal.accounts.passwords import hash_password
from catalogue_portal.accounts.repository import list_users
from catalogue_portal.accounts.sign_in import authenticate, count_origin
from catalogue_portal.actor import Actor, Role
from catalogue_portal.context import context
from catalogue_portal.errors import Forbidden, Invalid
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("accounts", __name__, url_prefix="/api/v1", description="People, roles and bearer tokens")


@blueprint.post("/accounts")
@blueprint.arguments(schemas.NewAccountSchema)
@blueprint.response(202, schemas.AcceptedSchema)
def open_account(wish: dict[str, str]) -> dict[str, str]:
    """Ask for a publisher's account; the answer does not tell whether the address has one already."""
    portal = context()
    count_origin(portal.database, portal.clock, request.remote_addr or "")
    if objections := service.objections_to_account(**wish):
        raise Invalid("The account cannot be opened.", errors={"json": objections})
    password_hash = hash_password(wish["password"])
    with portal.database.writing() as session:
        service.open_account(session, wish["email"], wish["display_name"], password_hash, clock=portal.clock)
    return {"message": "If the address had no account, it has one now: sign in."}


@blueprint.get("/me")
@requires_scope("accounts:read")
@blueprint.response(200, schemas.MeSchema)
def who_am_i() -> Actor:
    """Tell who the bearer token acts for."""
    return signed_in_actor()


@blueprint.post("/tokens")
@blueprint.arguments(schemas.NewTokenSchema)
@blueprint.response(201, schemas.IssuedTokenSchema)
def issue_token(wish: dict[str, Any]) -> tokens.IssuedToken:
    """Exchange address and password for a bearer token; its secret is shown this once."""
    portal = context()
    user = authenticate(
        portal.database,
        portal.clock,
        email=wish["email"],
        password=wish["password"],
        origin=request.remote_addr or "",
    )
    with portal.database.writing() as session:
        return tokens.issue_token(
            session,
            service.person(user),
            user,
            name=wish["name"],
            scopes=wish["scopes"],
            life=timedelta(days=wish["days"]),
            clock=portal.clock,
        )


@blueprint.get("/tokens")
@requires_scope("accounts:read")
@blueprint.response(200, schemas.TokenSchema(many=True))
def list_tokens() -> Sequence[ApiToken]:
    """List one's own tokens that are not revoked."""
    with context().database.reading() as session:
        return tokens.living_tokens(session, signed_in_actor().user_id)


@blueprint.delete("/tokens/<token_id>")
@requires_scope("accounts:write")
@blueprint.response(204)
def revoke_token(token_id: str) -> None:
    """Revoke one of one's own tokens, at once."""
    portal = context()
    with portal.database.writing() as session:
        tokens.revoke_token(session, signed_in_actor(), token_id, clock=portal.clock)


@blueprint.get("/users")
@requires_scope("accounts:read")
@blueprint.response(200, schemas.UserSchema(many=True))
def list_people() -> Sequence[User]:
    """List everybody; administrators only."""
    if not signed_in_actor().has_role(Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator sees everybody.", code="wrong_role")
    with context().database.reading() as session:
        return list_users(session)


@blueprint.post("/users/<user_id>/roles")
@requires_scope("accounts:write")
@blueprint.arguments(schemas.RoleSchema)
@blueprint.response(200, schemas.UserSchema)
def grant_role(wish: dict[str, str], user_id: str) -> User:
    """Grant a role to somebody else; administrators only."""
    portal = context()
    with portal.database.writing() as session:
        return service.grant_role(session, signed_in_actor(), user_id, Role(wish["role"]), clock=portal.clock)


@blueprint.delete("/users/<user_id>/roles/<role>")
@requires_scope("accounts:write")
@blueprint.response(204)
def withdraw_role(user_id: str, role: str) -> None:
    """Withdraw a role from somebody else; administrators only."""
    with context().database.writing() as session:
        service.withdraw_role(session, signed_in_actor(), user_id, _role(role))


@blueprint.delete("/users/<user_id>")
@requires_scope("accounts:write")
@blueprint.response(204)
def disable_account(user_id: str) -> None:
    """Disable somebody else's account; administrators only."""
    portal = context()
    with portal.database.writing() as session:
        service.disable_account(session, signed_in_actor(), user_id, clock=portal.clock)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise Invalid("There is no such role.", errors={"role": ["Not a role of people."]}) from error
