"""What a judge must know of the assertion of a service: how it is signed, for whom and until when."""

import base64
import binascii
import json
import math
from typing import Final

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.client_keys import ClientKeys
from sandbox.oidc.clients import Clients
from sandbox.oidc.errors import ClientNotAuthenticatedError
from sandbox.spaces import Space

LONGEST_LIFE: Final = 305  # seconds ahead: five minutes (SMART App Launch 2.2), and clocks that differ a little


def note_assertion(space: Space, exchange: Exchange, assertion: str) -> None:
    """Note the facts of an assertion, believed or not; of what is none, nothing."""
    parts = assertion.split(".")
    header, claims = (_read(part) for part in (parts if len(parts) == 3 else ["", "", ""])[:2])  # noqa: PLR2004 - RFC 7515, 3.1
    expiry = claims.get("exp")
    exchange.note(
        assertion_alg=header.get("alg"),
        assertion_jti=claims.get("jti"),
        assertion_for_us=_audiences(claims) <= {space.issuer, space.token_endpoint} and "aud" in claims,
        assertion_life=math.ceil(expiry - space.part(Clock).now()) if isinstance(expiry, int | float) else None,
    )
    client = space.part(Clients).find(str(claims.get("sub")))
    if client is not None:
        try:
            known = {key.kid for key in space.part(ClientKeys).of(client).keys}
        except ClientNotAuthenticatedError:
            return  # they cannot be read now: nothing can be said of this one
        exchange.note(assertion_key_known=header.get("kid") is not None and header.get("kid") in known)


def _audiences(claims: JsonObject) -> set[str]:
    told = claims.get("aud")
    return {str(one) for one in (told if isinstance(told, list) else [told])}


def _read(part: str) -> JsonObject:
    try:
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
