"""Tokens for a service of an app in its own name (RFC 6749, 4.4; SMART App Launch 2.2, Backend Services)."""

from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import InvalidScopeError, grants
from flask import g

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.oidc.assertion_facts import LONGEST_LIFE
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.errors import ClientNotAuthenticatedError
from sandbox.oidc.issued_values import new_value

if TYPE_CHECKING:
    from sandbox.spaces import Space

NOBODY = ""  # whose data it is about


class ServiceGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """A token that opens nobody's data, five minutes at most, and no refresh token."""

    def validate_token_request(self) -> None:
        """Ask for an assertion of five minutes at most, besides what Authlib asks.

        Raises:
            ClientNotAuthenticatedError: the assertion ends later, which the check of all assertions bears with.
        """
        super().validate_token_request()
        life = g.exchange.facts.get("assertion_life")
        if life is None or life > LONGEST_LIFE:
            raise ClientNotAuthenticatedError(f"the client assertion ends more than {LONGEST_LIFE} seconds ahead")

    def validate_requested_scope(self) -> None:
        """Ask for a scope of services that the client registered, and nothing else.

        Raises:
            InvalidScopeError: there is none, or another.
        """
        wanted = {*(self.request.payload.scope or "").split()}
        held = {*self.request.client.metadata.scope} & {*inferred().service_scopes}
        if not wanted or not wanted <= held:
            raise InvalidScopeError("the scope must be given, and hold scopes of services that the client registered")

    def generate_token(self, *, scope: str, **_options: Any) -> JsonObject:  # noqa: ANN401 - Authlib's
        """Issue the access token."""
        space: Space = g.space
        held, now = tuple(dict.fromkeys(scope.split())), int(space.part(Clock).now())
        client_id, episode = self.request.client.client_id, g.exchange.owner()
        authorization = Authorization(client_id, NOBODY, held, now, nonce=None, episode=episode)
        authorizations = space.part(Authorizations)
        value = new_value(g.exchange, "access_token")
        token = authorizations.issue_access_token(authorization, held, value=value)
        g.exchange.secret("access_token", token.value)
        return {
            "access_token": token.value,
            "token_type": "Bearer",
            "expires_in": authorizations.expires_in(authorization),
            "scope": " ".join(held),
        }
