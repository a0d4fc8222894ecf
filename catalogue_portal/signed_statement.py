"""Sign and open the compact JWS of this portal: one key, one `typ`, one algorithm for each kind of statement.

Labels, status lists, software statements, access tokens and report signatures all pass through here, so that none of
them can be taken for another: the header's `typ` is compared exactly, and the `kid` must name a key of that very kind.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

JsonValue: TypeAlias = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
Claims: TypeAlias = Mapping[str, JsonValue]

ALGORITHM = "ES256"
_LARGEST_HEADER = 1024
_LARGEST_STATEMENT = 512 * 1024


class StatementError(ValueError):
    """A compact JWS is not what it is presented as; the text says in which respect."""


@dataclass(frozen=True)
class Issuer:
    """A name on the network and the one private key that signs one kind of statement in that name."""

    identifier: str
    typ: str
    key: ECKey

    @property
    def public_keys(self) -> KeySet:
        """The key set that lets anyone verify this issuer's statements of this kind."""
        return KeySet([ECKey.import_key(self.key.as_dict(private=False))])

    def sign(self, claims: Claims) -> str:
        """Return the compact JWS of `claims`; `iss` is not added, the caller writes every claim."""
        payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
        return jws.serialize_compact(self._header(), payload, self.key, algorithms=[ALGORITHM], registry=_registry())

    def sign_detached(self, content: bytes) -> str:
        """Return a JWS whose payload is left out (RFC 7515 appendix F): the signature of a file that lies beside it."""
        registry = _registry(largest=len(content) * 2 + _LARGEST_HEADER)
        whole = jws.serialize_compact(self._header(), content, self.key, algorithms=[ALGORITHM], registry=registry)
        return jws.detach_content(whole)

    def _header(self) -> dict[str, str]:
        self.key.ensure_kid()
        return {"alg": ALGORITHM, "typ": self.typ, "kid": str(self.key.kid)}


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


def _verify(compact: str, *, typ: str, keys: KeySet, payload: bytes | None) -> bytes:
    registry = _registry(largest=_LARGEST_STATEMENT if payload is None else len(payload) * 2 + _LARGEST_HEADER)
    try:
        candidate = jws.extract_compact(compact.encode(), payload, registry)
        header = candidate.headers()
        if header.get("typ") != typ:
            raise StatementError(f"its type is {header.get('typ')!r}, not {typ!r}")
        if header.get("alg") != ALGORITHM:
            raise StatementError(f"its algorithm is {header.get('alg')!r}, not {ALGORITHM!r}")
        # joserfc would take the only key of a set for a token without kid: a statement of ours always names its key.
        if not isinstance(header.get("kid"), str):
            raise StatementError("it names no key")
        if not jws.validate_compact(candidate, keys, algorithms=[ALGORITHM], registry=registry):
            raise StatementError("the signature is wrong")
    except StatementError:
        raise
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise StatementError(f"it cannot be verified ({error})") from error
    return candidate.payload


def _registry(*, largest: int = _LARGEST_STATEMENT) -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = _LARGEST_HEADER
    registry.max_payload_length = largest
    return registry
