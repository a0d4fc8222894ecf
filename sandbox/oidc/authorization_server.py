"""Authlib's authorization server, set up for one space: the two grants, and how their answers leave."""

from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer as FlaskAuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2.rfc6749 import OAuth2Payload
from flask import Request, Response, g, jsonify, request
from werkzeug.datastructures import MultiDict

from sandbox.hooks import JsonAnswer, apply
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import CLIENT_CREDENTIALS
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.grants import CodeGrant, ProofKey, RefreshGrant
from sandbox.oidc.service_grant import ServiceGrant
from sandbox.spaces import Space


class _BodyPayload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """The parameters of the body alone; Authlib would also take them from the query, where they leak into logs."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        self._form = form

    @property
    def data(self) -> MultiDict[str, str]:
        return self._form

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: self._form.getlist(name) for name in self._form}


class _BodyRequest(FlaskOAuth2Request):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, received: Request) -> None:
        super().__init__(received)
        self.payload = _BodyPayload(received.form)


class AuthorizationServer(FlaskAuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """The authorization server of one space."""

    def __init__(self, space: Space) -> None:
        super().__init__()
        self._clients = space.part(Clients)
        self.register_grants(space)

    def register_grants(self, space: Space) -> None:
        """Register the grants of the token endpoint."""
        self.register_grant(CodeGrant, [ProofKey(required=space.mode == "strict")])
        self.register_grant(RefreshGrant)
        self.register_grant(ServiceGrant)

    @property
    def grant_types(self) -> tuple[str, ...]:
        """The grant types that there are, for the discovery document; that of services where a client asked for it."""
        known = (grant.GRANT_TYPE for grant, _extensions in self._token_grants)
        asked = self._clients.any_asks(lambda client: CLIENT_CREDENTIALS in client.grant_types)
        return tuple(one for one in known if asked or one != CLIENT_CREDENTIALS)

    def query_client(self, client_id: str) -> RegisteredClient | None:
        """Return a client of the space."""
        return self._clients.find(client_id)

    def authenticate_client(self, _request: Any, _methods: Any, _endpoint: str = "token") -> RegisteredClient:  # noqa: ANN401
        """Return the client that `client_authentication` has authenticated before the grant was reached."""
        client: RegisteredClient = g.client
        _request.auth_method = client.metadata.token_endpoint_auth_method
        return client

    def save_token(self, _token: JsonObject, _request: object) -> None:
        """Do nothing: what is issued is kept when it is made."""

    def create_oauth2_request(self, _request: object) -> _BodyRequest:
        """Give the grants a request of which they see the body only."""
        return _BodyRequest(request)

    def handle_response(self, status: int, body: JsonObject, headers: list[tuple[str, str]]) -> Response:
        """Write a JSON answer, after the faults armed for the token response have had their say."""
        kept = {name: value for name, value in headers if name != "Content-Type"}
        honest = JsonAnswer(status, dict(body or {}), kept, request.form.get("grant_type"))
        told = apply(g.exchange, "token_response", honest)
        if "refresh_token" in honest.body and "refresh_token" not in told.body and "replaced" in g:
            g.replaced.rotated = False  # who is told of no other has to keep the one it sent (RFC 6749, 6)
        answer = jsonify(told.body)
        answer.status_code = told.status
        answer.headers.extend(told.headers)
        return answer
