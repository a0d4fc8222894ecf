"""The software statement with which a labelled app registers (RFC 7591 section 2.3), and what makes one acceptable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.oidc.signed_claims import ClaimsError, open_claims

JsonObject: TypeAlias = Mapping[str, Any]

TYP = "poincon-software-statement+jwt"
LONGEST_LIFE = 300
_SKEW = 30
_METHODS = ("private_key_jwt", "none")


class SoftwareStatementError(ValueError):
    """The statement is not acceptable; the text says why, in words that may be sent back."""


@dataclass(frozen=True)
class LabelStatusReference:
    """Where a client's label has its status: entry `index` of the list at `uri`, signed with a key of `jwks_uri`."""

    label_id: str
    issuer: str
    index: int
    uri: str
    jwks_uri: str


@dataclass(frozen=True)
class SoftwareStatement:
    """What the portal guarantees of an app; the registration takes its metadata from here and from nowhere else."""

    jti: str
    expires_at: int
    software_id: str
    software_version: str
    client_name: str
    redirect_uris: tuple[str, ...]
    scope: str
    token_endpoint_auth_method: Literal["private_key_jwt", "none"]
    jwks: JsonObject | None
    label: LabelStatusReference


def read_software_statement(compact: str, *, keys: KeySet, issuer: str, audience: str, now: float) -> SoftwareStatement:
    """Verify a statement: key, `typ`, issuer, audience, dates; whether its `jti` is new is for the registration to see.

    `now` is in seconds since 1970. `audience` must be the statement's only audience, written as a string.

    Raises:
        SoftwareStatementError: it is not a current statement of that issuer for this space.
    """
    try:
        claims = open_claims(compact, typ=TYP, keys=keys)
    except ClaimsError as error:
        raise SoftwareStatementError(f"the software statement is not genuine: {error}") from error
    if claims.get("iss") != issuer:
        raise SoftwareStatementError("the software statement has another issuer than the one this space trusts")
    if claims.get("aud") != audience:
        raise SoftwareStatementError("the software statement was made for another space")
    expires_at = _check_dates(claims, now)
    return SoftwareStatement(
        jti=_text(claims, "jti"),
        expires_at=expires_at,
        software_id=_text(claims, "software_id"),
        software_version=_text(claims, "software_version"),
        client_name=_text(claims, "client_name"),
        redirect_uris=_texts(claims, "redirect_uris"),
        scope=_text(claims, "scope"),
        token_endpoint_auth_method=_method(claims),
        jwks=_keys(claims),
        label=_label(claims, issuer),
    )


def unverified_kid(compact: str) -> str | None:
    """Return the key name in the header, unbelieved: it only tells whether the key set must be fetched again."""
    try:
        kid = jws.extract_compact(compact.encode()).headers().get("kid")
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return kid if isinstance(kid, str) else None


def _check_dates(claims: JsonObject, now: float) -> int:
    issued_at, expires_at = _number(claims, "iat"), _number(claims, "exp")
    if now >= expires_at:
        raise SoftwareStatementError("the software statement has expired")
    if issued_at > now + _SKEW:
        raise SoftwareStatementError("the software statement was issued in the future")
    if expires_at - issued_at > LONGEST_LIFE or expires_at > now + LONGEST_LIFE + _SKEW:
        raise SoftwareStatementError(f"the software statement lives longer than {LONGEST_LIFE} seconds")
    return expires_at


def _method(claims: JsonObject) -> Literal["private_key_jwt", "none"]:
    method = claims.get("token_endpoint_auth_method")
    if method not in _METHODS:
        raise SoftwareStatementError("production knows no shared secret: private_key_jwt, or none with PKCE")
    if method == "private_key_jwt" and claims.get("jwks") is None:
        raise SoftwareStatementError("the software statement announces private_key_jwt and brings no key")
    return cast("Literal['private_key_jwt', 'none']", method)


def _keys(claims: JsonObject) -> JsonObject | None:
    jwks = claims.get("jwks")
    if jwks is None:
        return None
    keys = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, Mapping) for key in keys):
        raise SoftwareStatementError("jwks is not a key set")
    if any(key.get("kty") == "oct" or "d" in key for key in keys):
        raise SoftwareStatementError("jwks holds a secret or private key")
    return cast("JsonObject", jwks)


def _label(claims: JsonObject, issuer: str) -> LabelStatusReference:
    label, listed = claims.get("label"), claims.get("status_list")
    if not isinstance(label, Mapping) or not isinstance(listed, Mapping):
        raise SoftwareStatementError("the software statement names no label, or not where its status is published")
    reference = LabelStatusReference(
        label_id=_text(label, "id"),
        issuer=_text(label, "iss"),
        index=_number(listed, "idx"),
        uri=_text(listed, "uri"),
        jwks_uri=_text(listed, "jwks_uri"),
    )
    # The trusted portal answers for its own labels only: a list elsewhere would let someone else keep a label alive.
    for address in (reference.issuer, reference.uri, reference.jwks_uri):
        if address != issuer and not address.startswith(issuer.rstrip("/") + "/"):
            raise SoftwareStatementError("the label's status is published by another party than the statement's issuer")
    return reference


def _text(claims: JsonObject, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise SoftwareStatementError(f"{name} is missing or not a text")
    return value


def _texts(claims: JsonObject, name: str) -> tuple[str, ...]:
    value: object = claims.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise SoftwareStatementError(f"{name} is missing or not a list")
    if not all(isinstance(item, str) for item in value):
        raise SoftwareStatementError(f"{name} holds something else than texts")
    return tuple(value)


def _number(claims: JsonObject, name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SoftwareStatementError(f"{name} is missing or not a whole number")
    return value
