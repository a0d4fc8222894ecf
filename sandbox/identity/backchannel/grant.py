"""The CIBA grant, poll mode (CIBA Core 1.0, 10.1 and 11)."""

from typing import Any, cast

from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    BaseGrant,
    InvalidGrantError,
    InvalidRequestError,
    TokenEndpointMixin,
    UnauthorizedClientError,
)
from flask import g

from sandbox.clock import Clock
from sandbox.identity.backchannel.errors import AuthorizationPendingError, ExpiredTokenError, SlowDownError
from sandbox.identity.backchannel.requests import BackchannelRequest, BackchannelRequests
from sandbox.identity.issuing import issue
from sandbox.identity.realm import Realm
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import Authorization

CIBA = "urn:openid:params:grant-type:ciba"


class CibaGrant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]  # Authlib has no types
    """The exchange of an `auth_req_id` for tokens, once the person has accepted."""

    GRANT_TYPE = CIBA

    def validate_token_request(self) -> None:
        """Find the request, and tell the client to wait, to slow down, or that there is nothing to wait for."""
        client = self.authenticate_token_endpoint_client()
        if not client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError("the client did not register the CIBA grant")
        request_id = self.request.payload.data.get("auth_req_id")
        if not request_id:
            raise InvalidRequestError("auth_req_id must be given")
        realm = cast("Realm", g.space)
        asked = realm.part(BackchannelRequests).find(request_id)
        if asked is None or asked.client_id != client.client_id or asked.spent:
            raise InvalidGrantError("auth_req_id is unknown, was used, or is another client's")
        g.exchange.attribute(asked.episode)
        g.exchange.note(persona=asked.person_id, answer=asked.answer)
        self._require_acceptance(realm, asked)
        self.request.client = client
        self.request.credential = asked

    def create_token_response(self) -> tuple[int, JsonObject, Any]:
        """Issue the tokens, once."""
        asked: BackchannelRequest = self.request.credential
        asked.spent = True
        realm = cast("Realm", g.space)
        authorization = Authorization(
            client_id=asked.client_id,
            persona_id=asked.person_id,
            scope=asked.scope,
            auth_time=int(asked.answered_at),
            nonce=None,
            episode=asked.episode,
            authentication=realm.provider.levels.methods[asked.acr],
        )
        return 200, issue(realm, g.exchange, self.request.client, authorization), self.TOKEN_RESPONSE_HEADER

    def _require_acceptance(self, realm: Realm, asked: BackchannelRequest) -> None:
        now = realm.part(Clock).now()
        if asked.answer == "refused":
            raise AccessDeniedError("the person refused")
        if now >= asked.expires_at:
            raise ExpiredTokenError
        too_early = asked.polled_at is not None and now - asked.polled_at < asked.interval
        asked.polled_at = now
        if too_early:
            asked.interval += inferred().identity_providers.prosanteconnect.backchannel.slow_down
            raise SlowDownError
        if asked.answer == "pending":
            raise AuthorizationPendingError
