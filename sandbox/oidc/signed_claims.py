"""Open a signed JWT of a known kind: exact `typ`, ES256, a `kid` that the given key set holds."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHM = "ES256"
_LARGEST_HEADER = 1024
_LARGEST_PAYLOAD = 256 * 1024


class ClaimsError(ValueError):
    """A compact JWS is not of the expected kind, or not signed by an expected key."""


def open_claims(compact: str, *, typ: str, keys: KeySet) -> dict[str, Any]:
    """Return the claims of `compact` once its type, algorithm, key and signature hold.

    Raises:
        ClaimsError: one of them does not hold, or the payload is not a JSON object.
    """
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length, registry.max_payload_length = _LARGEST_HEADER, _LARGEST_PAYLOAD
    try:
        candidate = jws.extract_compact(compact.encode(), registry=registry)
        if not _is_expected(candidate.headers(), typ):
            raise _objection(typ)
        genuine = jws.validate_compact(candidate, keys, algorithms=[ALGORITHM], registry=registry)
        claims = json.loads(candidate.payload)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _objection(typ) from error
    if not genuine or not isinstance(claims, dict):
        raise _objection(typ)
    return claims


def _is_expected(header: Mapping[str, object], typ: str) -> bool:
    # A key set of one key would otherwise accept a JWS that names no key at all.
    return header.get("typ") == typ and header.get("alg") == ALGORITHM and isinstance(header.get("kid"), str)


def _objection(typ: str) -> ClaimsError:
    return ClaimsError(f"it is no {typ} signed with {ALGORITHM} by one of the expected keys")
