"""The two grants of the token endpoint, on Authlib's: authorization code with PKCE S256, and refresh with rotation."""

from typing import Any, cast

from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import g

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.oidc.authorization_checks import CHALLENGE_METHODS
from sandbox.oidc.authorizations import Authorization, AuthorizationCode, Authorizations, RefreshToken
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.id_token import Subject, issue_id_token
from sandbox.oidc.issued_values import new_value
from sandbox.oidc.pairwise import idpe
from sandbox.oidc.standing import consented, standing
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


class ProofKey(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE with S256 alone: `plain` protects nothing (RFC 9700, 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = list(CHALLENGE_METHODS)  # noqa: RUF012 - Authlib's attribute
    DEFAULT_CODE_CHALLENGE_METHOD = CHALLENGE_METHODS[0]


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """The exchange of a code; the authorization request itself is read by `authorization.py`."""

    def query_authorization_code(self, code: str, client: RegisteredClient) -> AuthorizationCode | None:
        """Return a code that can be exchanged; one presented again revokes all that came of it (RFC 6749, 4.1.2)."""
        space: Space = g.space
        found = space.part(Authorizations).code(code)
        if found is None or found.authorization.client_id != client.client_id or _of_another_key(found.jkt):
            return None
        if found.spent:
            found.authorization.revoked = True
        dead = standing(space, found.authorization) == "over" or space.part(Clock).now() >= found.expires_at
        return None if dead else found

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """Mark a code as spent; it is remembered, so that a replay is known for one."""
        authorization_code.spent = True

    def authenticate_user(self, authorization_code: AuthorizationCode) -> Persona | None:
        """Return the person who gave the authorization."""
        return _person(authorization_code.authorization)

    def generate_token(self, **_options: Any) -> JsonObject:  # noqa: ANN401 - Authlib's
        """Issue the tokens of the authorization behind the code."""
        authorization: Authorization = self.request.authorization_code.authorization
        return _issue(self.request.client, authorization, authorization.scope, nonce=authorization.nonce)


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """The refresh of an access token; the refresh token is replaced each time (RFC 9700, 4.14.2)."""

    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> RefreshToken | None:
        """Return a refresh token that is good; using one that was replaced revokes the whole chain."""
        space: Space = g.space
        found = space.part(Authorizations).refresh_token(refresh_token)
        if found is None or not found.check_client(self.request.client) or _of_another_key(found.jkt):
            return None
        use = found.use(space.part(Clock).now())
        if use == "rotated":
            found.authorization.revoked = True
        return found if use == "current" and standing(space, found.authorization) != "over" else None

    def authenticate_user(self, refresh_token: RefreshToken) -> Persona | None:
        """Return the person who gave the authorization."""
        return _person(refresh_token.authorization)

    def generate_token(self, *, scope: str, **_options: Any) -> JsonObject:  # noqa: ANN401 - Authlib's
        """Issue new tokens, for the scope asked if it is narrower than what was granted."""
        return _issue(self.request.client, self.request.refresh_token.authorization, tuple(scope.split()))

    def revoke_old_credential(self, refresh_token: RefreshToken) -> None:
        """Mark a refresh token as replaced."""
        refresh_token.rotated = True
        g.replaced = refresh_token  # for an answer that may be made to name no other


def _of_another_key(jkt: str | None) -> bool:
    """Tell whether something is bound to a key that the request did not prove to have."""
    return jkt is not None and jkt != g.jkt


def _person(authorization: Authorization) -> Persona | None:
    return cast("Space", g.space).part(People).find(authorization.persona_id)


def _issue(
    client: RegisteredClient, authorization: Authorization, scope: tuple[str, ...], nonce: str | None = None
) -> JsonObject:
    space: Space = g.space
    authorizations = space.part(Authorizations)
    held = _still_consented(space, authorization, scope)
    jkt: str | None = g.jkt
    access_token = authorizations.issue_access_token(
        authorization, held, value=new_value(g.exchange, "access_token"), jkt=jkt
    )
    g.exchange.secret("access_token", access_token.value)
    answer: JsonObject = {
        "access_token": access_token.value,
        "token_type": "DPoP" if jkt else "Bearer",
        "expires_in": authorizations.expires_in(authorization),
        "scope": " ".join(held),
    }
    persona = _person(authorization)
    if persona is not None and {"launch/patient", "launch"} & set(held):
        answer["patient"] = idpe(space, client, persona)  # SMART App Launch 2.2, 5.1: the launch context
    if client.check_grant_type("refresh_token"):
        # That of a client which authenticates is bound to the client already (RFC 9449, 5).
        public = client.metadata.token_endpoint_auth_method == "none"  # noqa: S105 - the name of a method
        answer["refresh_token"] = authorizations.issue_refresh_token(authorization, jkt=jkt if public else None).value
        g.exchange.secret("refresh_token", answer["refresh_token"])
    if persona is not None and "openid" in held:
        about = Subject(persona, client, authorization)
        answer["id_token"] = issue_id_token(space, g.exchange, about, access_token.value, nonce=nonce)
    return answer


def _still_consented(space: Space, authorization: Authorization, scope: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what the person has withdrawn since."""
    consents = consented(space, authorization)
    return tuple(part for part in scope if part not in inferred().data_scopes or part in consents)
