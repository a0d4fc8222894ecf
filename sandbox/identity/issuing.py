"""What an identity provider answers for an authorization: access token, ID token, refresh token where it has them."""

from authlib.oidc.core.util import create_half_hash

from sandbox.clock import Clock
from sandbox.identity.jose import encrypted
from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.id_token import authentication_claims
from sandbox.oidc.issued_values import new_value
from sandbox.oidc.signing import sign_id_token


def issue(
    realm: Realm,
    exchange: Exchange,
    client: RegisteredClient,
    authorization: Authorization,
    *,
    nonce: str | None = None,
) -> JsonObject:
    """Issue the tokens of an authorization; `nonce` is that of the request, None at a refresh."""
    authorizations = realm.part(Authorizations)
    access_token = authorizations.issue_access_token(
        authorization, authorization.scope, value=new_value(exchange, "access_token")
    )
    exchange.secret("access_token", access_token.value)
    answer: JsonObject = {
        "access_token": access_token.value,
        "token_type": "Bearer",
        "expires_in": authorizations.expires_in(authorization),
        "scope": " ".join(authorization.scope),
    }
    if client.check_grant_type("refresh_token"):
        refresh_token = authorizations.issue_refresh_token(authorization)
        exchange.secret("refresh_token", refresh_token.value)
        answer["refresh_token"] = refresh_token.value
        answer["refresh_expires_in"] = int(authorizations.lifetime(authorization, "refresh_token"))
    id_token = _id_token(realm, client, authorization, access_token.value, nonce)
    exchange.secret("jwt", id_token)
    return {**answer, "id_token": id_token}


def opened_claims(realm: Realm, authorization: Authorization, scope: tuple[str, ...]) -> JsonObject:
    """Return what a scope opens of the person of an authorization, `sub` apart."""
    names = {name for part in scope for name in realm.provider.claims.get(part, ())}
    known = realm.subjects.claims(authorization.persona_id)
    return {name: value for name, value in known.items() if name in names}


def _id_token(
    realm: Realm, client: RegisteredClient, authorization: Authorization, access_token: str, nonce: str | None
) -> str:
    algorithm = client.metadata.id_token_signed_response_alg
    now = int(realm.part(Clock).now())
    opened = opened_claims(realm, authorization, authorization.scope)
    claims: JsonObject = {
        "iss": realm.issuer,
        "sub": realm.subjects.subject(client, authorization.persona_id),
        "aud": client.client_id,
        "exp": now + int(realm.part(Authorizations).lifetime(authorization, "id_token")),
        "iat": now,
        "auth_time": authorization.auth_time,
        **authentication_claims(authorization),
        "at_hash": create_half_hash(access_token, algorithm).decode("ascii"),
        **{name: value for name, value in opened.items() if name in realm.provider.id_token_claims},
        **({} if nonce is None else {"nonce": nonce}),
    }
    jws = sign_id_token(realm, client, claims).jws
    return encrypted(realm, client, client.metadata.id_token_encrypted_response_alg, jws)
