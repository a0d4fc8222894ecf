"""The app's side of `private_key_jwt` (RFC 7523, RFC 10070): who asks proves it with a signature."""

import secrets
import time
from collections.abc import Mapping

from joserfc import jwt
from joserfc.jwk import ECKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE = 60  # seconds


def new_key() -> ECKey:
    """A signing key of the app's own; its private half never leaves the app."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True)
    key.ensure_kid()
    return key


def client_assertion(key: ECKey, client_id: str, audience: str) -> Mapping[str, str]:
    """The form fields that authenticate a client at the authorization server whose issuer is `audience`."""
    now = int(time.time())
    header = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": key.kid}
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + LIFE,
        "jti": secrets.token_urlsafe(16),
    }
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": jwt.encode(header, claims, key)}
