"""Client authentication by a signed assertion, `private_key_jwt` (RFC 7523 as updated by RFC 10070): the rules alone.

Authlib's defaults accept an assertion of ten years, a list of audiences, a missing `iat`; here each is refused, and
one test a rule says so. Storage is not touched: whether a `jti` is new is for the caller to see.
"""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

from joserfc import jws
from joserfc.errors import JoseError

from catalogue_portal.credentials.client_keys import ALGORITHMS_BY_KEY_TYPE, ClientKeys

TYPE: Final = "client-authentication+jwt"
ALGORITHMS: Final = tuple(sorted(name for names in ALGORITHMS_BY_KEY_TYPE.values() for name in names))
LONGEST_LIFE: Final = timedelta(minutes=5)
LEEWAY: Final = timedelta(seconds=30)
REPLAY_MARGIN: Final = timedelta(minutes=1)
_LONGEST_JTI: Final = 200
_LARGEST_HEADER: Final = 1024
_LARGEST_PAYLOAD: Final = 8192


class ClientAssertionError(ValueError):
    """The assertion does not authenticate the client; the text is plain ASCII and may be sent back."""


@dataclass(frozen=True)
class AssertionRules:
    """What this authorization server asks of assertions: the sole audience, and whether the explicit type is needed."""

    audience: str
    explicit_type: bool


@dataclass(frozen=True)
class ClientAssertion:
    """An assertion read and not yet believed."""

    client_id: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    parts: jws.CompactSignature


@dataclass(frozen=True)
class AuthenticatedAssertion:
    """A valid assertion; its `jti` must be remembered until `forget_after` and accepted once."""

    client_id: str
    jti: str
    forget_after: datetime


def read_assertion(compact: str) -> ClientAssertion:
    """Take an assertion apart, to learn whose keys to verify it with.

    Raises:
        ClientAssertionError: it is not a JWS of a JSON object with a subject.
    """
    try:
        parts = jws.extract_compact(compact.encode("ascii"), registry=_registry())
        header, claims = parts.headers(), json.loads(parts.payload, parse_constant=_refuse_constant)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ClientAssertionError("The client assertion is not a signed JWT.") from error
    if not isinstance(header, dict) or not isinstance(claims, dict) or not isinstance(claims.get("sub"), str):
        raise ClientAssertionError("The client assertion has no subject.")
    if not claims["sub"].isprintable():  # JSON can carry half of a surrogate pair, and no database looks for one
        raise ClientAssertionError("The subject of the client assertion is no client identifier.")
    return ClientAssertion(claims["sub"], header, claims, parts)


def authenticate(
    assertion: ClientAssertion, *, keys: ClientKeys, rules: AssertionRules, now: datetime
) -> AuthenticatedAssertion:
    """Verify everything about an assertion but the novelty of its `jti`.

    Raises:
        ClientAssertionError: it does not authenticate the client.
    """
    _check_header(assertion.header, rules)
    _check_signature(assertion, keys)
    claims = assertion.claims
    if claims.get("iss") != assertion.client_id:
        raise ClientAssertionError("Issuer and subject of the client assertion must both be the client identifier.")
    if claims.get("aud") != rules.audience:
        raise ClientAssertionError("The sole audience of the client assertion must be this issuer, as a string.")
    expires_at = _check_times(claims, now.timestamp())
    return AuthenticatedAssertion(
        client_id=assertion.client_id,
        jti=_jti(claims),
        forget_after=datetime.fromtimestamp(expires_at, UTC) + LEEWAY + REPLAY_MARGIN,
    )


def _check_header(header: Mapping[str, Any], rules: AssertionRules) -> None:
    if header.get("alg") not in ALGORITHMS:
        raise ClientAssertionError(f"The client assertion must be signed with one of {', '.join(ALGORITHMS)}.")
    typ = header.get("typ")
    short = typ.lower().removeprefix("application/") if isinstance(typ, str) else typ
    if short == TYPE or (not rules.explicit_type and short in (None, "jwt")):
        return
    raise ClientAssertionError(f"The client assertion must have the type {TYPE}.")


def _check_signature(assertion: ClientAssertion, keys: ClientKeys) -> None:
    algorithm = assertion.header["alg"]
    key = keys.find(assertion.header.get("kid"), algorithm)
    if key is None:
        raise ClientAssertionError("The client assertion is not signed with a registered key of this client.")
    try:
        genuine = jws.validate_compact(assertion.parts, key, registry=_registry())
    except (JoseError, ValueError, TypeError) as error:
        raise ClientAssertionError("The signature of the client assertion cannot be verified.") from error
    if not genuine:
        raise ClientAssertionError("The signature of the client assertion is wrong.")


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    expires_at, issued_at = _number(claims, "exp"), _number(claims, "iat")
    not_before = _number(claims, "nbf") if "nbf" in claims else issued_at
    leeway = LEEWAY.total_seconds()
    if now >= expires_at + leeway:
        raise ClientAssertionError("The client assertion has expired.")
    if expires_at > now + LONGEST_LIFE.total_seconds():
        raise ClientAssertionError("The client assertion expires more than five minutes ahead.")
    if max(issued_at, not_before) > now + leeway:
        raise ClientAssertionError("The client assertion is of the future.")
    return expires_at


def _jti(claims: Mapping[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI or not jti.isprintable():
        raise ClientAssertionError(f"The client assertion needs a jti of 1 to {_LONGEST_JTI} printable characters.")
    return jti


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    # A boolean is a number to Python, 1e999 is infinite, and 10**400 fits in no float: none of them is a date.
    with suppress(OverflowError):
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
    raise ClientAssertionError(f"The client assertion needs a numeric {name}.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class _Algorithms(jws.JWSRegistry):
    """The allow-list. `EdDSA` (RFC 8037) is taken as the `Ed25519` of RFC 9864, so that Ed448 cannot slip in."""

    max_header_length = _LARGEST_HEADER
    max_payload_length = _LARGEST_PAYLOAD

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - joserfc does not export its algorithm model
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


def _registry() -> jws.JWSRegistry:
    return _Algorithms(algorithms=ALGORITHMS)
