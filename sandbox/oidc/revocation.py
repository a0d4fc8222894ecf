"""The revocation endpoint (RFC 7009), on Authlib's."""

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from flask import g, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorization_server import AuthorizationServer
from sandbox.oidc.authorizations import AccessToken, Authorizations, RefreshToken
from sandbox.oidc.client_authentication import authenticate_client
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.errors import json_answer
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.token import check_form
from sandbox.spaces import Space


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Revoking an access token ends it; revoking a refresh token ends the chain, and with the last one the pairing."""

    def __init__(self, space: Space) -> None:
        super().__init__(space.part(AuthorizationServer))
        self._space = space

    def check_params(self, request: object, client: RegisteredClient) -> None:  # noqa: ARG002 - Authlib's
        """Ask for a token; a hint is only a hint, an unknown one is ignored (RFC 7009, 2.1)."""
        if not getattr(request, "form", {}).get("token"):
            raise InvalidRequestError("token must be given")

    def query_token(self, token_string: str, token_type_hint: str | None) -> AccessToken | RefreshToken | None:  # noqa: ARG002
        """Return the token, whichever it is; values of both kinds are one space of random strings."""
        authorizations = self._space.part(Authorizations)
        return authorizations.refresh_token(token_string) or authorizations.access_token(token_string)

    def revoke_token(self, token: AccessToken | RefreshToken, request: object) -> None:  # noqa: ARG002 - Authlib's
        """Revoke a token of the client that asks."""
        g.exchange.attribute(token.authorization.episode)
        g.exchange.note(persona=token.authorization.persona_id)
        if isinstance(token, AccessToken):
            token.revoked = True
            g.exchange.note(revoked="access_token")
            return
        token.authorization.revoked = True
        g.exchange.note(revoked="refresh_token")
        self._unpair_if_nothing_is_left(token)

    def _unpair_if_nothing_is_left(self, token: RefreshToken) -> None:
        persona_id, client_id = token.authorization.persona_id, token.authorization.client_id
        now = self._space.part(Clock).now()
        others = self._space.part(Authorizations).refresh_tokens(None, persona_id)
        if not any(other.check_client(g.client) and other.use(now) == "current" for other in others):
            self._space.part(Pairings).unpair(persona_id, client_id)


def revoke(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Revoke a token; one that the space does not know is no error (RFC 7009, 2.2)."""
    exchange.secret("access_token", request.form.get("token", ""))
    try:
        check_form(request)
        g.client = authenticate_client(space, exchange, request)
        with space.lock:
            endpoint = space.part(Revocation)
            status, body, headers = endpoint(space.part(AuthorizationServer).create_oauth2_request(request))
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return json_answer(error)
    return body, status, headers
