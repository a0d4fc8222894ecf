"""The token endpoint of an identity provider (RFC 6749, 3.2), on that of the health space."""

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.identity.backchannel.grant import CibaGrant
from sandbox.identity.grants import ProviderCodeGrant, ProviderRefreshGrant
from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorization_server import AuthorizationServer
from sandbox.oidc.grants import ProofKey
from sandbox.oidc.terms import terms
from sandbox.oidc.token import answer_token_request
from sandbox.spaces import Space

_GRANTS = {
    ProviderCodeGrant.GRANT_TYPE: (ProviderCodeGrant, [ProofKey(required=False)]),  # PKCE where a challenge was sent
    ProviderRefreshGrant.GRANT_TYPE: (ProviderRefreshGrant, []),
    CibaGrant.GRANT_TYPE: (CibaGrant, []),
}


class ProviderServer(AuthorizationServer):
    """The authorization server of one realm."""

    def register_grants(self, space: Space) -> None:
        """Register the grants that the provider offers."""
        for grant_type in space.part(terms).offer.grant_types:
            self.register_grant(*_GRANTS[grant_type])


def token(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Exchange a code, a refresh token or an accepted request for tokens."""
    exchange.secret("code", request.form.get("auth_req_id", ""))
    return answer_token_request(realm, exchange, realm.part(ProviderServer))
