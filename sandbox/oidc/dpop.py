"""Proofs of possession (DPoP, RFC 9449), of the clients that registered `dpop_bound_access_tokens`.

A proof whose signature holds shows which key a token is bound to. What else is wrong with it a strict space refuses; in
a conformance run it is noted, so that the case can speak: refused, the app would show nothing more of itself.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import unquote, urlsplit

from authlib.oauth2 import OAuth2Error
from flask import Request, after_this_request
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from werkzeug import Response

from sandbox.clock import Clock
from sandbox.hooks import NonceDemand, apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.client_authentication import AllowedAlgorithms
from sandbox.oidc.client_metadata import ASSERTION_ALGORITHMS, is_strong_kind
from sandbox.oidc.foreign_keys import base64url
from sandbox.spaces import Space

PROOF_ALGORITHMS: Final = ASSERTION_ALGORITHMS
NONCE_HEADER: Final = "DPoP-Nonce"
PAST: Final = 300  # seconds that a proof is good for
FUTURE: Final = 60  # seconds that the clock of an app may be ahead
_NONCE_LIFE: Final = 300
_LONGEST_ID: Final = 1000
_PORTS: Final = {"https": 443, "http": 80}
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})  # RFC 7518, 6


class InvalidProofError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The proof is missing, or does not prove what it should (RFC 9449, 5 and 7.1)."""

    error = "invalid_dpop_proof"
    scheme = "DPoP"  # of a challenge that says so


class NonceDemandedError(InvalidProofError):
    """The proof must name a nonce that comes with this answer (RFC 9449, 8 and 9)."""

    error = "use_dpop_nonce"
    description = "the proof must have the nonce that this answer brings"

    def __init__(self, scheme: str) -> None:
        super().__init__()
        self.scheme = scheme


@dataclass(frozen=True)
class Proof:
    """A proof whose signature holds.

    Attributes:
        jkt: the thumbprint of its public key (RFC 7638).
        flaws: what is wrong with its header all the same.
    """

    claims: JsonObject
    jkt: str
    flaws: tuple[str, ...] = ()


class _WithKey(AllowedAlgorithms):
    """The allow-list, for headers that are long: a whole RSA key lies in some."""

    max_header_length = 8192


class Proofs:
    """The proofs that a space has seen, for as long as they could be shown again, and the nonces that it gave."""

    def __init__(self, space: Space) -> None:
        self._lock = space.lock
        self._clock = space.part(Clock)
        self._seen: dict[tuple[str, str], float] = {}
        self._nonces: dict[str, float] = {}

    def is_new(self, jkt: str, jti: str) -> bool:
        """Tell whether a proof is shown for the first time, and remember it; of two at once only one is new."""
        with self._lock:
            now = self._clock.now()
            self._seen = {known: end for known, end in self._seen.items() if end > now}
            if (jkt, jti) in self._seen:
                return False
            self._seen[jkt, jti] = now + PAST + FUTURE
            return True

    def new_nonce(self) -> str:
        """Give a nonce."""
        nonce = secrets.token_urlsafe(16)
        with self._lock:
            now = self._clock.now()
            self._nonces = {known: end for known, end in self._nonces.items() if end > now}
            self._nonces[nonce] = now + _NONCE_LIFE
        return nonce

    def knows(self, nonce: JsonValue) -> bool:
        """Tell whether a nonce is one that was given lately."""
        return isinstance(nonce, str) and self._nonces.get(nonce, 0.0) > self._clock.now()


def require_proof(space: Space, exchange: Exchange, request: Request, access_token: str | None = None) -> str:
    """Check the proof of a request, at a resource that for its access token; return the thumbprint of its key.

    Raises:
        InvalidProofError: there is none, it cannot be believed, or, in a strict space, anything is wrong with it.
        NonceDemandedError: it must name a nonce.
    """
    shown = request.headers.get("DPoP", "")
    exchange.secret("jwt", shown)
    demand = apply(exchange, "nonce_demand", NonceDemand(exchange.endpoint or ""))
    try:
        proof = _read(shown)
    except InvalidProofError:
        exchange.note(proof={"wrong": ["unreadable" if shown else "missing"]})
        raise
    wrong = [*proof.flaws, *(flaw for flaw, holds in _RULES.items() if not holds(space, request, proof, access_token))]
    named = space.part(Proofs).knows(proof.claims.get("nonce"))
    asks = demand.demanded and not named
    given = space.part(Proofs).new_nonce() if demand.renewed or asks else None
    exchange.note(
        proof={
            "wrong": list[JsonValue](wrong),
            "nonce": proof.claims.get("nonce"),
            "given": given,
            "asked_again": asks,
        }
    )
    if given is not None:
        after_this_request(_bring(given))
    if wrong and space.mode == "strict":
        raise InvalidProofError(description=f"the proof is wrong in: {', '.join(wrong)}")
    if asks:
        raise NonceDemandedError(demand.scheme)
    return proof.jkt


def _bring(nonce: str) -> Callable[[Response], Response]:
    def with_nonce(answer: Response) -> Response:
        answer.headers[NONCE_HEADER] = nonce
        return answer

    return with_nonce


def _read(shown: str) -> Proof:
    """Read a proof and check its signature (RFC 9449, 4.3, 1 to 7); what does not depend on the request."""
    if not shown:
        raise InvalidProofError(description="the request has no proof of possession")
    try:
        registry = _WithKey(algorithms=list(PROOF_ALGORITHMS))
        header = jws.extract_compact(shown.encode(), registry=registry).headers()
        key = _key(header)
        signed = jws.deserialize_compact(shown, key, registry=registry)
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidProofError(description="the proof is no JWT signed with the key in it") from error
    if header.get("typ") != "dpop+jwt" or not isinstance(claims, dict):
        raise InvalidProofError(description="the proof is not of the type dpop+jwt")
    private = ("private_key",) if _PRIVATE & set(header["jwk"]) else ()
    return Proof(claims, key.thumbprint(), private)


def _key(header: JsonObject) -> Key:
    """Return the public key of a proof, whatever else lies in it."""
    jwk = header["jwk"]
    if not isinstance(jwk, dict) or not is_strong_kind(jwk):
        raise ValueError
    public = {name: value for name, value in jwk.items() if name not in _PRIVATE}
    return JWKRegistry.import_key(cast("dict[str, str | list[str]]", public))


def _names_method(_space: Space, request: Request, proof: Proof, _access_token: str | None) -> bool:
    return proof.claims.get("htm") == request.method


def _names_address(space: Space, request: Request, proof: Proof, _access_token: str | None) -> bool:
    """Tell whether the proof is for the address of the request, query and fragment aside, under a name of the space."""
    told, asked = _normal(proof.claims.get("htu")), _normal(request.base_url)
    place = space.coordinates.place
    return told is not None and told == asked and told[1] in {place.host, place.other_host}


def _normal(url: JsonValue) -> tuple[str, str, int | None, str] | None:
    """Take an address apart for a comparison by syntax and scheme (RFC 3986, 6.2.2 and 6.2.3)."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme), unquote(parts.path) or "/"
    except ValueError:
        return None


def _is_recent(space: Space, _request: Request, proof: Proof, _access_token: str | None) -> bool:
    issued, now = proof.claims.get("iat"), space.part(Clock).now()
    is_number = isinstance(issued, int | float) and not isinstance(issued, bool)
    return is_number and now - PAST <= float(cast("float", issued)) <= now + FUTURE


def _is_single(space: Space, _request: Request, proof: Proof, _access_token: str | None) -> bool:
    jti = proof.claims.get("jti")
    return isinstance(jti, str) and 0 < len(jti) <= _LONGEST_ID and space.part(Proofs).is_new(proof.jkt, jti)


def _names_token(_space: Space, _request: Request, proof: Proof, access_token: str | None) -> bool:
    """Tell whether the proof is for the access token that it comes with, at a resource (RFC 9449, 4.2)."""
    if access_token is None:
        return True
    return proof.claims.get("ath") == base64url(hashlib.sha256(access_token.encode()).digest())


_Rule = Callable[[Space, Request, Proof, str | None], bool]
_RULES: Final[dict[str, _Rule]] = {
    "htm": _names_method,
    "htu": _names_address,
    "iat": _is_recent,
    "jti": _is_single,
    "ath": _names_token,
}
