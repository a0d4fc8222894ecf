"""Open what a portal has signed, as any party outside would: with public keys, and believing nothing.

Labels, status lists, access tokens and report signatures are read here, so that none can be taken for another: the
header's `typ` is compared exactly, and the `kid` must name a key of that very kind. Signing is in `keys`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

JsonValue: TypeAlias = bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
Claims: TypeAlias = Mapping[str, JsonValue]

ALGORITHM = "ES256"
_LARGEST_HEADER = 1024
_LARGEST_STATEMENT = 512 * 1024


class StatementError(ValueError):
    """A compact JWS is not what it is presented as; the text says in which respect."""


def open_statement(compact: str, *, typ: str, keys: KeySet) -> dict[str, JsonValue]:
    """Return the claims of a compact JWS that is of this `typ` and signed by one of `keys`.

    Raises:
        StatementError: not a JWS, another `typ`, another algorithm, no or an unknown `kid`, or a wrong signature.
    """
    verified = _verify(compact, typ=typ, keys=keys, payload=None)
    try:
        claims = json.loads(verified)
    except (ValueError, RecursionError) as error:
        raise StatementError("the payload is not JSON") from error
    if not isinstance(claims, dict):
        raise StatementError("the payload is not a JSON object")
    return claims


def verify_detached(compact: str, content: bytes, *, typ: str, keys: KeySet) -> None:
    """Check that a detached JWS of this `typ` signs exactly `content`.

    Raises:
        StatementError: as `open_statement`, or the signature is of other bytes.
    """
    if ".." not in compact:
        raise StatementError("the signature is not detached")
    _verify(compact, typ=typ, keys=keys, payload=content)


def unverified_claims(compact: str) -> dict[str, JsonValue]:
    """Read the claims without believing them: only to find out whose keys to fetch.

    Raises:
        StatementError: not a JWS with a JSON object inside.
    """
    try:
        claims = json.loads(jws.extract_compact(compact.encode(), registry=_registry()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise StatementError("not a compact JWS with JSON inside") from error
    if not isinstance(claims, dict):
        raise StatementError("the payload is not a JSON object")
    return claims


def unverified_kid(compact: str) -> str | None:
    """Read the name of the signing key without believing anything: only to tell an unknown key from a forgery."""
    try:
        kid = jws.extract_compact(compact.encode(), registry=_registry()).headers().get("kid")
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return kid if isinstance(kid, str) else None


def _verify(compact: str, *, typ: str, keys: KeySet, payload: bytes | None) -> bytes:
    registry = _registry(largest=_LARGEST_STATEMENT if payload is None else len(payload) * 2 + _LARGEST_HEADER)
    try:
        candidate = jws.extract_compact(compact.encode(), payload, registry)
        objection = _objection(candidate.headers(), typ)
        if objection is None and not jws.validate_compact(candidate, keys, algorithms=[ALGORITHM], registry=registry):
            objection = "the signature is wrong"
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise StatementError(f"it cannot be verified ({error})") from error
    if objection is not None:
        raise StatementError(objection)
    return candidate.payload


def _objection(header: Mapping[str, object], typ: str) -> str | None:
    if header.get("typ") != typ:
        return f"its type is {header.get('typ')!r}, not {typ!r}"
    if header.get("alg") != ALGORITHM:
        return f"its algorithm is {header.get('alg')!r}, not {ALGORITHM!r}"
    # joserfc would take the only key of a set for a token without kid: a statement of ours always names its key.
    return None if isinstance(header.get("kid"), str) else "it names no key"


def _registry(*, largest: int = _LARGEST_STATEMENT) -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = _LARGEST_HEADER
    registry.max_payload_length = largest
    return registry
