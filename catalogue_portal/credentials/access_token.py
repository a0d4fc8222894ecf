"""Access tokens to this portal's own API: signed, five minutes, in the profile of RFC 9068."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from catalogue_portal.keys import BadSignature, KeyPurpose, SigningKey

TYP: Final = "at+jwt"
ACCESS_TOKEN: Final = KeyPurpose("access-token", TYP)
LIFE: Final = timedelta(seconds=300)


@dataclass(frozen=True)
class AccessToken:
    """A genuine access token of ours, read; whether it is revoked is another question."""

    jti: str
    client_id: str
    scopes: tuple[str, ...]
    issuer: str
    audience: str
    issued_at: int
    expires_at: int

    def is_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return now.timestamp() >= self.expires_at


def sign_access_token(
    key: SigningKey, *, client_id: str, scope: str, issuer: str, audience: str, jti: str, now: datetime
) -> str:
    """Return the access token of a client that acts for itself (RFC 9068 section 2.2; `sub` is the client)."""
    issued_at = int(now.timestamp())
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": client_id,
        "client_id": client_id,
        "scope": scope,
        "iat": issued_at,
        "exp": issued_at + int(LIFE.total_seconds()),
        "jti": jti,
    }
    return key.sign(claims)


def read_access_token(compact: str, key: SigningKey, *, issuer: str, audience: str) -> AccessToken | None:
    """Return the token if we signed it as an access token for this API, expired or not; else None."""
    try:
        claims: dict[str, Any] = key.read(compact)
    except (BadSignature, TypeError, AttributeError, RecursionError):
        return None
    if (claims.get("iss"), claims.get("aud")) != (issuer, audience):
        return None
    return AccessToken(
        jti=claims["jti"],
        client_id=claims["client_id"],
        scopes=tuple(claims["scope"].split()),
        issuer=issuer,
        audience=audience,
        issued_at=claims["iat"],
        expires_at=claims["exp"],
    )
