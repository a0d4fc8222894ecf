"""The portal's own authorization server: client_credentials with private_key_jwt, introspection, revocation.

Authlib gives the protocol; what it leaves open or lenient is closed here and in `client_assertion`: one way to
authenticate, parameters from the body only and once each, refusal instead of silent narrowing, tokens of five minutes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import ClientCredentialsGrant, InvalidRequestError, UnauthorizedClientError
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from flask import Response
from flask import request as flask_request

from catalogue_portal.context import Context
from catalogue_portal.credentials.access_token import (
    ACCESS_TOKEN,
    LIFE,
    AccessToken,
    read_access_token,
    sign_access_token,
)
from catalogue_portal.credentials.assertion_authentication import AssertionAuthentication
from catalogue_portal.credentials.client_assertion import ALGORITHMS
from catalogue_portal.credentials.form_request import FormRequest, require_plain_form
from catalogue_portal.credentials.oauth_client import GRANT, METHOD, OAuthClient
from catalogue_portal.credentials.own_tokens import Introspection, Revocation
from catalogue_portal.credentials.portal_scopes import PORTAL_SCOPES
from catalogue_portal.identifiers import new_identifier

_PATHS: Final = {"token": "token", "introspection": "introspect", "revocation": "revoke"}


class UnsupportedGrantTypeError(OAuth2Error):  # type: ignore[misc]  # Authlib is untyped
    """Another grant than client_credentials; unlike Authlib's own error it does not echo what was sent."""

    error = "unsupported_grant_type"
    description = "the only grant type is client_credentials"


class _ClientCredentials(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib is untyped
    TOKEN_ENDPOINT_AUTH_METHODS: Final = [METHOD]

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if not self.request.client.in_force:
            raise UnauthorizedClientError("the label of this app is not in force")


class PortalAuthorizationServer(AuthorizationServer):  # type: ignore[misc]  # Authlib is untyped
    """Authlib's server, wired to the registry of clients."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.issuer = context.settings.public_url.rstrip("/")
        self.audience = f"{self.issuer}/api/v1"
        self.scopes_supported = list(PORTAL_SCOPES)
        self.register_token_generator("default", BearerTokenGenerator(self._sign, None, int(LIFE.total_seconds())))
        self.register_client_auth_method(METHOD, AssertionAuthentication(context, audience=self.issuer))
        self.register_grant(_ClientCredentials)
        self.register_endpoint(Introspection)
        self.register_endpoint(Revocation)

    def token(self) -> Response:
        """Answer a token request."""
        return self._answer(self.create_token_response)

    def introspection(self) -> Response:
        """Answer an introspection request (RFC 7662)."""
        return self._answer(partial(self.create_endpoint_response, Introspection.ENDPOINT_NAME))

    def revocation(self) -> Response:
        """Answer a revocation request (RFC 7009)."""
        return self._answer(partial(self.create_endpoint_response, Revocation.ENDPOINT_NAME))

    def metadata(self) -> dict[str, object]:
        """Describe this server (RFC 8414); there is no authorization endpoint, so no response type."""
        described: dict[str, object] = {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/oauth2/jwks",
            "scopes_supported": list(PORTAL_SCOPES),
            "response_types_supported": [],
            "grant_types_supported": [GRANT],
        }
        for name, path in _PATHS.items():
            described[f"{name}_endpoint"] = f"{self.issuer}/oauth2/{path}"
            described[f"{name}_endpoint_auth_methods_supported"] = [METHOD]
            described[f"{name}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
        return described

    def read(self, compact: str) -> AccessToken | None:
        """Return a genuine access token of this server, expired or not, or None."""
        key = self.context.keys.key(ACCESS_TOKEN)
        return read_access_token(compact, key, issuer=self.issuer, audience=self.audience)

    def query_client(self, client_id: str) -> None:
        """Find no client by its bare name: only its assertion can say who it is."""

    def save_token(self, token: object, request: object) -> None:
        """Keep nothing: a token speaks for itself, and a revoked one is remembered instead."""

    def get_token_grant(self, request: OAuth2Request) -> Any:  # noqa: ANN401 - Authlib's grant
        """Return the grant of a request."""
        if not request.payload.grant_type:
            raise InvalidRequestError("grant_type is missing")
        if request.payload.grant_type != GRANT:
            raise UnsupportedGrantTypeError
        return super().get_token_grant(request)

    def create_oauth2_request(self, request: object) -> OAuth2Request:
        """Wrap the request being answered."""
        del request
        return FormRequest(flask_request, self.issuer)

    def _answer(self, create: Callable[[], Response]) -> Response:
        """Check the request as a whole, then answer it; every error is an OAuth error."""
        try:
            require_plain_form(flask_request)
            return create()
        except OAuth2Error as error:
            refusal: Response = self.handle_error_response(self.create_oauth2_request(None), error)
            return refusal

    def _sign(self, client: OAuthClient, grant_type: str, user: object, scope: str) -> str:
        del grant_type, user
        return sign_access_token(
            self.context.keys.key(ACCESS_TOKEN),
            client_id=client.client_id,
            scope=scope,
            issuer=self.issuer,
            audience=self.audience,
            jti=new_identifier("at"),
            now=self.context.clock.now(),
        )
