"""What a client may ask about its own access tokens: are they alive (RFC 7662), and may they die (RFC 7009)."""

from typing import Final, Protocol

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from catalogue_portal.context import Context
from catalogue_portal.credentials import repository
from catalogue_portal.credentials.access_token import LIFE, AccessToken
from catalogue_portal.credentials.bearer import actor_of
from catalogue_portal.credentials.oauth_client import METHOD, OAuthClient


class TokenReader(Protocol):
    """The server that an endpoint belongs to, as far as the endpoint needs it."""

    context: Context

    def read(self, compact: str) -> AccessToken | None:
        """Return a genuine access token of this server, or None."""
        ...


class _OwnTokens:
    CLIENT_AUTH_METHODS: Final = [METHOD]
    server: TokenReader

    def authenticate_token(self, request: OAuth2Request, client: OAuthClient) -> AccessToken | None:
        """Return the client's own token, whatever the hint says.

        A token of somebody else counts as none: whether it exists is not said (RFC 7009 section 2.1).
        """
        compact = request.form.get("token")
        if not compact:
            raise InvalidRequestError("token is missing")
        token = self.server.read(compact)
        return token if token is not None and token.client_id == client.client_id else None


class Introspection(_OwnTokens, IntrospectionEndpoint):  # type: ignore[misc]  # Authlib is untyped
    """Introspection: active is what would open something at this very moment."""

    def create_introspection_payload(self, token: AccessToken | None) -> dict[str, object]:
        """Return the answer; the same question as at the API decides, so that both always agree."""
        if token is None or actor_of(self.server.context, token) is None:
            return {"active": False}
        return {
            "active": True,
            "token_type": "Bearer",
            "client_id": token.client_id,
            "sub": token.client_id,
            "scope": " ".join(token.scopes),
            "iss": token.issuer,
            "aud": token.audience,
            "iat": token.issued_at,
            "exp": token.expires_at,
            "jti": token.jti,
        }


class Revocation(_OwnTokens, RevocationEndpoint):  # type: ignore[misc]  # Authlib is untyped
    """Revocation: the token is remembered as worthless until it would have expired."""

    def revoke_token(self, token: AccessToken, request: OAuth2Request) -> None:
        """Revoke a token; twice is once."""
        del request
        context = self.server.context
        with context.database.writing() as session:
            repository.revoke(session, token.jti, token.client_id, forget_after=context.clock.now() + LIFE)
