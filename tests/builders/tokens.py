"""Signed statements as an attacker would make them: any header, any claims, any key."""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING, Any

from joserfc import jws

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, Key


def sign(header: dict[str, Any], claims: Any, key: Key | ECKey) -> str:  # noqa: ANN401
    """A compact JWS with exactly this header."""
    # Put together by hand: a library refuses to write most of what an attacker would.
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signing_input = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
    signature = jws.JWSRegistry.algorithms[header["alg"]].sign(signing_input.encode(), key)
    return f"{signing_input}.{b64(signature)}"


def unsigned(header: dict[str, Any], claims: Any) -> str:  # noqa: ANN401
    """A compact JWS with `alg: none` and no signature."""
    return ".".join([b64(json.dumps({**header, "alg": "none"}).encode()), b64(json.dumps(claims).encode()), ""])


def signed_with_public_key(header: dict[str, Any], claims: Any, key: ECKey) -> str:  # noqa: ANN401
    """The classic confusion: HS256 with the public key, which everyone has, as the shared secret."""
    # By hand: joserfc refuses to be told that a public key is a secret.
    signing_input = f"{b64(json.dumps({**header, 'alg': 'HS256'}).encode())}.{b64(json.dumps(claims).encode())}"
    tag = hmac.digest(key.as_pem(private=False), signing_input.encode(), "sha256")
    return f"{signing_input}.{b64(tag)}"


def header_of(compact: str) -> dict[str, Any]:
    """The header, unverified."""
    found: dict[str, Any] = json.loads(unb64(compact.split(".", maxsplit=1)[0]))
    return found


def claims_of(compact: str) -> dict[str, Any]:
    """The claims, unverified."""
    found: dict[str, Any] = json.loads(unb64(compact.split(".")[1]))
    return found


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
