"""What the space has issued: authorizations, and the codes, access tokens and refresh tokens that descend from each.

Everything that one consent led to is one chain. Revoking the authorization revokes the chain: that is what replaying a
code or a rotated refresh token brings about (RFC 6749, 10.5; RFC 9700, 4.14.2).
"""

import secrets
from dataclasses import dataclass, field
from typing import Literal

from sandbox.clock import Clock
from sandbox.inferred import Authentication
from sandbox.oidc.terms import terms
from sandbox.people.mandates import Mandate
from sandbox.spaces import Space

TokenState = Literal["valid", "expired", "revoked", "unknown"]
CodeUse = Literal["first", "again", "unknown"]
RefreshUse = Literal["current", "rotated", "revoked", "unknown"]


@dataclass
class Authorization:
    """What a person let a client have, at one moment.

    Attributes:
        persona_id: whose data it is about.
        auth_time: when whoever gave it signed in, in seconds since 1970.
        sid: what the client calls the session that began with it (Back-Channel Logout, 2.1).
        mandate: by what right whoever gave it may speak for that person, in their health space; None for what is not
            about a health space (identity providers run on the same code).
        session: the sign-in that it ends with (see `Browser.session`); None for what outlives it, as a pairing does.
    """

    client_id: str
    persona_id: str
    scope: tuple[str, ...]
    auth_time: int
    nonce: str | None
    episode: str | None
    authentication: Authentication | None = None
    revoked: bool = False
    mandate: Mandate | None = None
    session: str | None = None
    sid: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass
class AuthorizationCode:
    """A code, bound to redirect URI and code challenge of its authorization request, and to the key that it may name.

    The methods are those that Authlib asks of a code.
    """

    value: str
    authorization: Authorization
    redirect_uri: str
    code_challenge: str | None
    expires_at: float
    jkt: str | None = None
    presented: int = 0
    spent: bool = False

    @property
    def code_challenge_method(self) -> str | None:
        """Return S256, the only method there is, if there is a challenge."""
        return "S256" if self.code_challenge else None

    def get_redirect_uri(self) -> str:
        """Return the redirect URI that the token request must repeat."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return what was granted."""
        return " ".join(self.authorization.scope)


@dataclass
class AccessToken:
    """An access token of the chain of its authorization, maybe narrower than it.

    `jkt` is the thumbprint of the key that it is bound to, None for a bearer token (RFC 9449, 6).
    """

    value: str
    authorization: Authorization
    scope: tuple[str, ...]
    expires_at: float
    jkt: str | None = None
    revoked: bool = False

    def state(self, now: float) -> TokenState:
        """Tell whether the token is good at that moment."""
        if self.revoked or self.authorization.revoked:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"

    def check_client(self, client: object) -> bool:
        """Tell whether it was issued to that client."""
        return getattr(client, "client_id", None) == self.authorization.client_id


@dataclass
class RefreshToken:
    """A refresh token: good for one use, which replaces it; that of a public client may be bound to a key (`jkt`)."""

    value: str
    authorization: Authorization
    expires_at: float
    jkt: str | None = None
    rotated: bool = False
    revoked: bool = False

    def use(self, now: float) -> RefreshUse:
        """Tell what presenting it at that moment means."""
        if self.rotated:
            return "rotated"
        dead = self.revoked or self.authorization.revoked or now >= self.expires_at
        return "revoked" if dead else "current"

    def check_client(self, client: object) -> bool:
        """Tell whether it was issued to that client."""
        return getattr(client, "client_id", None) == self.authorization.client_id

    def get_scope(self) -> str:
        """Return what was granted."""
        return " ".join(self.authorization.scope)


@dataclass
class _Issued:
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)


class Authorizations:
    """All that one space has issued. Callers that read and then write hold `space.lock` across both."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._issued = _Issued()

    def issue_code(
        self,
        authorization: Authorization,
        redirect_uri: str,
        challenge: str | None,
        *,
        value: str,
        jkt: str | None = None,
    ) -> AuthorizationCode:
        """Issue a code for an authorization that has just been given."""
        end = self._end_of(authorization, "code")
        code = AuthorizationCode(value, authorization, redirect_uri, challenge, end, jkt)
        self._space.vault.keep("code", code.value)
        self._issued.codes[code.value] = code
        return code

    def issue_access_token(
        self, authorization: Authorization, scope: tuple[str, ...], *, value: str, jkt: str | None = None
    ) -> AccessToken:
        """Issue an access token, for the whole authorization or for part of its scope."""
        end = self._end_of(authorization, "access_token")
        token = AccessToken(value, authorization, scope, end, jkt)
        self._space.vault.keep("access_token", token.value)
        self._issued.access_tokens[token.value] = token
        return token

    def issue_refresh_token(self, authorization: Authorization, *, jkt: str | None = None) -> RefreshToken:
        """Issue a refresh token."""
        end = self._end_of(authorization, "refresh_token")
        token = RefreshToken(secrets.token_urlsafe(32), authorization, end, jkt)
        self._space.vault.keep("refresh_token", token.value)
        self._issued.refresh_tokens[token.value] = token
        return token

    def lifetime(self, authorization: Authorization, what: str) -> float:
        """Return how long something of this authorization lives, in seconds: as its episode declares, or as usual."""
        usual: float = getattr(self._space.part(terms).lifetimes, what)
        return self._space.lifetime(authorization.episode, what, usual)

    def expires_in(self, authorization: Authorization) -> int:
        """Return what token responses say of an access token's lifetime, in whole seconds (RFC 6749, 5.1).

        An episode can have less said than is true, never more: the token is then honoured for longer than told.
        """
        honoured = self.lifetime(authorization, "access_token")
        told = self._space.lifetime(authorization.episode, "expires_in", honoured)
        return max(1, int(min(told, honoured)))

    def code(self, value: str | None) -> AuthorizationCode | None:
        """Return an issued code, spent and expired ones included."""
        return self._issued.codes.get(value or "")

    def access_token(self, value: str | None) -> AccessToken | None:
        """Return an issued access token, whatever its state."""
        return self._issued.access_tokens.get(value or "")

    def refresh_token(self, value: str | None) -> RefreshToken | None:
        """Return an issued refresh token, whatever its state."""
        return self._issued.refresh_tokens.get(value or "")

    def access_tokens(self, episode: str | None, persona_id: str | None = None) -> list[AccessToken]:
        """Return the access tokens of an episode, or of a person outside of any."""
        return [token for token in list(self._issued.access_tokens.values()) if _of(token, episode, persona_id)]

    def refresh_tokens(self, episode: str | None, persona_id: str | None = None) -> list[RefreshToken]:
        """Return the refresh tokens of an episode, or of a person outside of any."""
        return [token for token in list(self._issued.refresh_tokens.values()) if _of(token, episode, persona_id)]

    def revoke(self, persona_id: str, client_id: str) -> None:
        """Revoke every chain of a person with a client, codes not yet exchanged included."""
        issued = self._issued
        authorizations = [code.authorization for code in issued.codes.values()]  # every chain begins with a code
        for authorization in authorizations:
            if (authorization.persona_id, authorization.client_id) == (persona_id, client_id):
                authorization.revoked = True

    def revoke_client(self, client_id: str) -> None:
        """Revoke every chain of a client, whoever gave it."""
        issued = self._issued
        begun = [one.authorization for one in list(issued.codes.values())]
        begun += [one.authorization for one in list(issued.access_tokens.values())]  # a service's begins without a code
        for authorization in begun:
            if authorization.client_id == client_id:
                authorization.revoked = True

    def end_session(self, session: str) -> None:
        """Revoke every chain that ends with a sign-in."""
        for code in list(self._issued.codes.values()):
            if code.authorization.session == session:
                code.authorization.revoked = True

    def ends(self, now: float) -> dict[str, list[float]]:
        """Return when each code, access token and refresh token ends that is good now, by kind (seconds since 1970)."""
        issued = self._issued
        codes = [one for one in list(issued.codes.values()) if not (one.spent or one.authorization.revoked)]
        access_tokens = [one for one in list(issued.access_tokens.values()) if one.state(now) == "valid"]
        refresh_tokens = [one for one in list(issued.refresh_tokens.values()) if one.use(now) == "current"]
        return {
            "code": [one.expires_at for one in codes if now < one.expires_at],
            "access_token": [one.expires_at for one in access_tokens],
            "refresh_token": [one.expires_at for one in refresh_tokens],
        }

    def _end_of(self, authorization: Authorization, what: str) -> float:
        return self._space.part(Clock).now() + self.lifetime(authorization, what)


def _of(token: AccessToken | RefreshToken, episode: str | None, persona_id: str | None) -> bool:
    if persona_id is not None:
        return token.authorization.persona_id == persona_id
    return episode is not None and token.authorization.episode == episode
