"""Is the label behind a client still in force? Read from the portal's Token Status List at every token request."""

import base64
import binascii
import json
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import UnauthorizedClientError
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.clock import Clock
from sandbox.oidc.portal_fetch import fetch_from_portal
from sandbox.oidc.signed_claims import ClaimsError, open_claims
from sandbox.oidc.software_statement import LabelStatusReference
from sandbox.spaces import Space

TYP = "statuslist+jwt"
VALID = 0
_BITS = 2
_LARGEST_LIST = 1 << 20
_SKEW = 30

Fetch = Callable[[str], bytes]
"""Fetches a URL through the egress guard; raises OSError or ValueError when there is no acceptable answer."""


class LabelNotInForceError(Exception):
    """The portal says that the label is suspended, withdrawn or otherwise not valid."""


class LabelStatusUnknownError(Exception):
    """The portal gave no acceptable answer, and what it said last is too old to go by."""


@dataclass(frozen=True)
class _KnownList:
    packed: bytes
    expires_at: int
    fetched_at: float


class LabelStatuses:
    """Fetches status lists afresh, and falls back on the last good one for at most `max_age` seconds."""

    def __init__(self, fetch: Fetch, *, clock: Callable[[], float], max_age: float) -> None:
        self._fetch = fetch
        self._clock = clock
        self._max_age = max_age
        self._known: dict[str, _KnownList] = {}
        self._lock = threading.Lock()

    def require_in_force(self, reference: LabelStatusReference) -> None:
        """Return if the label is valid now.

        Raises:
            LabelNotInForceError: the status list says anything else than valid.
            LabelStatusUnknownError: nothing recent enough is known; the caller must refuse (fail closed).
        """
        known = self._current(reference)
        if not 0 <= reference.index < len(known.packed) * 8 // _BITS:
            raise LabelNotInForceError("the status list has no entry for this label")
        place = reference.index * _BITS
        if known.packed[place // 8] >> (place % 8) & ((1 << _BITS) - 1) != VALID:
            raise LabelNotInForceError("the label is not in force")

    def _current(self, reference: LabelStatusReference) -> _KnownList:
        try:
            fresh = self._read(reference)
        except (OSError, ValueError, JoseError) as error:
            return self._recent(reference, error)
        with self._lock:
            self._known[reference.uri] = fresh
        return fresh

    def _recent(self, reference: LabelStatusReference, reason: Exception) -> _KnownList:
        now = self._clock()
        with self._lock:
            known = self._known.get(reference.uri)
        if known is None or now - known.fetched_at > self._max_age or now >= known.expires_at:
            raise LabelStatusUnknownError("the label's status cannot be read") from reason
        return known

    def _read(self, reference: LabelStatusReference) -> _KnownList:
        now = self._clock()
        compact = self._fetch(reference.uri).decode("ascii").strip()
        keys = KeySet.import_key_set(json.loads(self._fetch(reference.jwks_uri)))
        claims = open_claims(compact, typ=TYP, keys=keys)
        if claims.get("iss") != reference.issuer or claims.get("sub") != reference.uri:
            raise ClaimsError("the status list is of another issuer or address")
        issued_at, expires_at = claims.get("iat"), claims.get("exp")
        if not isinstance(issued_at, int) or not isinstance(expires_at, int):
            raise ClaimsError("the status list is not dated")
        if now >= expires_at or issued_at > now + _SKEW:
            raise ClaimsError("the status list has expired or is of the future")
        return _KnownList(_packed(claims.get("status_list")), expires_at, now)


def label_statuses(space: Space) -> LabelStatuses:
    """Make the reader of one space: `space.part(label_statuses)`."""
    max_age = space.trust.status_max_age if space.trust else 0
    return LabelStatuses(fetch_from_portal(space), clock=space.part(Clock).now, max_age=max_age)


def require_label_in_force(space: Space, reference: LabelStatusReference | None) -> None:
    """Refuse a token to a client whose label is not in force; a client that registered without one is left alone.

    The error is `unauthorized_client` (RFC 6749 section 5.2): the client has authenticated, so it is not
    `invalid_client`, which would send it looking for a mistake in its keys; and what it presents is sound, so it is not
    `invalid_grant`, on which it would throw away a pairing that must work again when the label is reinstated.

    Raises:
        UnauthorizedClientError: the label is suspended or withdrawn, or its status cannot be known.
    """
    if reference is None:
        return
    try:
        space.part(label_statuses).require_in_force(reference)
    except LabelNotInForceError as error:
        raise UnauthorizedClientError("the label of this app is suspended or withdrawn") from error
    except LabelStatusUnknownError as error:
        raise UnauthorizedClientError("the status of this app's label cannot be read now, try again later") from error


def _packed(listed: Any) -> bytes:  # noqa: ANN401 - JSON of a party outside
    if not isinstance(listed, Mapping) or listed.get("bits") != _BITS or not isinstance(listed.get("lst"), str):
        raise ClaimsError("the status list does not have two bits an entry")
    inflate = zlib.decompressobj()
    try:
        encoded = listed["lst"]
        packed = inflate.decompress(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)), _LARGEST_LIST)
    except (binascii.Error, zlib.error) as error:
        raise ClaimsError("the status list cannot be inflated") from error
    if not inflate.eof:
        raise ClaimsError("the status list is cut off or too large")
    return packed
