"""What a compact JWT says, whoever signed it (RFC 7519, 3). Pure."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonValue

PARTS = 3


def decoded(jws: object) -> tuple[dict[str, JsonValue], dict[str, JsonValue]] | None:
    """Header and claims of a JWT in compact form, None when it is not one; the signature is not looked at."""
    parts = str(jws).split(".")
    if len(parts) < PARTS - 1:
        return None
    try:
        header, claims = (json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))) for one in parts[:2])
    except (ValueError, RecursionError, binascii.Error):
        return None
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None
