"""The software statement (RFC 7591 section 2.3): for five minutes, the portal's word on what an app may register."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from catalogue_portal.credentials.models import Registration
from catalogue_portal.keys import KeyPurpose, SigningKey
from catalogue_portal.labels.publication import Publication

TYP: Final = "poincon-software-statement+jwt"
SOFTWARE_STATEMENT: Final = KeyPurpose("software-statement", TYP)
LIFE: Final = timedelta(minutes=5)
GRANT_TYPES: Final = ("authorization_code", "refresh_token")

AuthMethod = Literal["private_key_jwt", "none"]


@dataclass(frozen=True)
class IssuedStatement:
    """A statement just signed; it is kept nowhere."""

    jti: str
    audience: str
    expires_at: datetime
    compact: str


def sign_statement(
    key: SigningKey, registration: Registration, *, publication: Publication, audience: str, jti: str, now: datetime
) -> IssuedStatement:
    """Return the statement of a registration, for the one space named by `audience`."""
    issued_at = int(now.timestamp())
    expires_at = issued_at + int(LIFE.total_seconds())
    label = registration.label
    claims: dict[str, Any] = {
        "iss": publication.issuer,
        "aud": audience,
        "iat": issued_at,
        "exp": expires_at,
        "jti": jti,
        "software_id": registration.app_id,
        "software_version": registration.software_version,
        "client_name": registration.client_name,
        "redirect_uris": registration.redirect_uris,
        "grant_types": list(GRANT_TYPES),
        "response_types": ["code"],
        "scope": " ".join(registration.scopes),
        "token_endpoint_auth_method": registration.token_endpoint_auth_method,
        "purposes": registration.purposes,
        "environment": label.environment,
        "label": {"id": label.id, "iss": publication.issuer},
        "status_list": {
            "idx": label.status_index,
            "uri": publication.status_list_uri,
            "jwks_uri": publication.status_list_jwks_uri,
        },
    }
    if registration.jwks is not None:
        claims["jwks"] = registration.jwks
    return IssuedStatement(jti, audience, datetime.fromtimestamp(expires_at, now.tzinfo), key.sign(claims))
