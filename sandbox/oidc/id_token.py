"""The ID token of a pairing (OpenID Connect Core, 2; API Mesures for `idpe`, `oid`, `assign_auth`)."""

from dataclasses import dataclass, replace

from authlib.oidc.core.util import create_half_hash

from sandbox.clock import Clock
from sandbox.hooks import SignedToken, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.forge import TokenForge
from sandbox.oidc.pairwise import idpe, subject
from sandbox.oidc.signing import sign_id_token
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.people.mandates import speaks_for_another
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

STANDARD_CLAIMS = (
    *("iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "at_hash", "sid"),
    *("idpe", "oid", "assign_auth"),
)


@dataclass(frozen=True)
class Subject:
    """Of whom an ID token speaks, to whom, by virtue of which authorization."""

    persona: Persona
    client: RegisteredClient
    authorization: Authorization


class LatestIdTokens:
    """The ID token that each client got last for each person, by client and person."""

    def __init__(self, _space: Space) -> None:
        self.by_pairing: dict[tuple[str, str], SignedToken] = {}


def person_claims(exchange: Exchange, persona: Persona, scope: tuple[str, ...]) -> JsonObject:
    """Return the claims about a person that a scope opens, for ID token and UserInfo alike."""
    return apply(exchange, "person_claims", _opened(persona, scope))


def _opened(persona: Persona, scope: tuple[str, ...]) -> JsonObject:
    opened = [claim for part in scope for claim in inferred().claims.get(part, ())]
    return {claim: getattr(persona, claim) for claim in opened}


def pairing_claims(space: Space, about: Subject) -> JsonObject:
    """Return the claims that the business APIs of Mon espace santé go by."""
    return {
        "idpe": idpe(space, about.client, about.persona),
        "oid": about.client.solution_oid,
        "assign_auth": about.client.assign_auth,
    }


def _actor_claims(space: Space, about: Subject) -> JsonObject:
    """Return who signed in when it was not the person of whom the token speaks (RFC 8693, 4.1)."""
    mandate = about.authorization.mandate and speaks_for_another(about.authorization.mandate)
    actor = space.part(People).find(mandate.actor_id) if mandate else None
    if actor is None:
        return {}
    return {inferred().holder.actor_claim: {"sub": subject(space, about.client, actor), "name": actor.name}}


def authentication_claims(authorization: Authorization) -> JsonObject:
    """Return how the person proved who they are (OpenID Connect Core, 2)."""
    how = authorization.authentication
    return {} if how is None else {"acr": how.acr, "amr": list(how.amr)}


def issue_id_token(
    space: Space, exchange: Exchange, about: Subject, access_token: str, *, nonce: str | None = None
) -> str:
    """Write and sign an ID token; a refreshed one keeps `auth_time` and has no nonce (OpenID Connect Core, 12.2)."""
    algorithm = about.client.metadata.id_token_signed_response_alg
    now = int(space.part(Clock).now())
    claims: JsonObject = {
        "iss": space.issuer,
        "sub": subject(space, about.client, about.persona),
        "aud": about.client.client_id,
        "exp": now + max(1, int(space.part(Authorizations).lifetime(about.authorization, "id_token"))),
        "iat": now,
        "auth_time": about.authorization.auth_time,
        **authentication_claims(about.authorization),
        "at_hash": create_half_hash(access_token, algorithm).decode("ascii"),
        "sid": about.authorization.sid,
        **pairing_claims(space, about),
        **_actor_claims(space, about),
        **person_claims(exchange, about.persona, about.authorization.scope),
        **({} if nonce is None else {"nonce": nonce}),
    }
    claims = apply(exchange, "id_token_claims", claims)
    honest = sign_id_token(space, about.client, claims, _forge(space, about, claims))
    signed = apply(exchange, "id_token", honest)
    space.part(LatestIdTokens).by_pairing[_pairing(about)] = replace(honest, forge=None)
    exchange.secret("jwt", signed.jws)
    return signed.jws


def _forge(space: Space, about: Subject, claims: JsonObject) -> TokenForge:
    latest = space.part(LatestIdTokens).by_pairing

    def about_somebody_else() -> JsonObject:
        other = replace(about, persona=space.part(People).other_than(about.persona))
        told = {**pairing_claims(space, other), **_opened(other.persona, about.authorization.scope)}
        return {**claims, "sub": subject(space, other.client, other.persona), **told}

    return TokenForge(
        space.part(SigningKeys),
        about.client.metadata.id_token_signed_response_alg,
        about_somebody_else,
        lambda: latest.get(_pairing(about)),
        about.client.client_secret,
    )


def _pairing(about: Subject) -> tuple[str, str]:
    return about.client.client_id, about.persona.id
