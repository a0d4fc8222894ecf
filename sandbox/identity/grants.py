"""The grants of an identity provider: those of the health space, which issue what the provider tells of a person."""

from typing import Any

from flask import g

from sandbox.identity.issuing import issue
from sandbox.identity.realm import Realm
from sandbox.identity.subjects import Person
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import Authorization, AuthorizationCode, RefreshToken
from sandbox.oidc.grants import CodeGrant, RefreshGrant


class ProviderCodeGrant(CodeGrant):
    """The exchange of a code at an identity provider."""

    def authenticate_user(self, authorization_code: AuthorizationCode) -> Person | None:  # type: ignore[override]
        """Return who gave the authorization; a person of the provider, where the health space has personas."""
        return person_of(g.space, authorization_code.authorization)

    def generate_token(self, **_options: Any) -> JsonObject:  # noqa: ANN401 - Authlib's
        """Issue the tokens of the authorization behind the code."""
        authorization: Authorization = self.request.authorization_code.authorization
        return issue(g.space, g.exchange, self.request.client, authorization, nonce=authorization.nonce)


class ProviderRefreshGrant(RefreshGrant):
    """The refresh of an access token at an identity provider."""

    def authenticate_user(self, refresh_token: RefreshToken) -> Person | None:  # type: ignore[override]
        """Return who gave the authorization; a person of the provider, where the health space has personas."""
        return person_of(g.space, refresh_token.authorization)

    def generate_token(self, **_options: Any) -> JsonObject:  # noqa: ANN401 - Authlib's
        """Issue new tokens; their scope is always the whole one, for a provider has little to narrow."""
        return issue(g.space, g.exchange, self.request.client, self.request.refresh_token.authorization)


def person_of(realm: Realm, authorization: Authorization) -> Person | None:
    """Return who gave an authorization of a realm."""
    return realm.subjects.find(authorization.persona_id)
