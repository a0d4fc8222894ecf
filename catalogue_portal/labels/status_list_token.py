"""The signed form of the status list: a JWT of type `statuslist+jwt` that anyone may fetch and verify."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc.jwk import KeySet

from catalogue_portal.keys import KeyPurpose, SigningKey
from catalogue_portal.labels.status_list import BITS, StatusList, StatusListError
from catalogue_portal.signed_statement import StatementError, open_statement

TYP = "statuslist+jwt"
STATUS_LIST = KeyPurpose("status-list", TYP)
MEDIA_TYPE = "application/statuslist+jwt"
TTL = timedelta(seconds=60)
_SKEW = timedelta(seconds=60)


@dataclass(frozen=True)
class StatusListToken:
    """A status list as signed at `issued_at`; after `expires_at` it says nothing any more."""

    issuer: str
    uri: str
    issued_at: datetime
    expires_at: datetime
    statuses: StatusList


def sign_status_list(key: SigningKey, *, issuer: str, uri: str, statuses: StatusList, now: datetime) -> str:
    """Return the status list token (Token Status List 5.1); it may be kept for `TTL` and dies with it."""
    issued_at = int(now.timestamp())
    return key.sign(
        {
            "iss": issuer,
            "sub": uri,
            "iat": issued_at,
            "exp": issued_at + int(TTL.total_seconds()),
            "ttl": int(TTL.total_seconds()),
            "status_list": {"bits": BITS, "lst": statuses.encode()},
        }
    )


def read_status_list(compact: str, *, keys: KeySet, issuer: str, uri: str, now: datetime) -> StatusListToken:
    """Verify a fetched status list token (Token Status List 8.3): its key, type, issuer, address and age.

    Raises:
        StatementError: it is not a genuine, current list of that issuer for that address.
    """
    claims = open_statement(compact, typ=TYP, keys=keys)
    if claims.get("iss") != issuer:
        raise StatementError(f"the status list was issued by {claims.get('iss')!r}, not {issuer!r}")
    if claims.get("sub") != uri:
        raise StatementError(f"the status list is that of {claims.get('sub')!r}, not {uri!r}")
    issued_at, expires_at, listed = claims.get("iat"), claims.get("exp"), claims.get("status_list")
    if not isinstance(issued_at, int) or not isinstance(expires_at, int):
        raise StatementError("the status list is not dated")
    if now.timestamp() >= expires_at or issued_at > (now + _SKEW).timestamp():
        raise StatementError("the status list has expired, or is of the future")
    if not isinstance(listed, dict) or listed.get("bits") != BITS or not isinstance(listed.get("lst"), str):
        raise StatementError("the status list does not have two bits an entry")
    try:
        return StatusListToken(
            issuer=issuer,
            uri=uri,
            issued_at=datetime.fromtimestamp(issued_at, now.tzinfo),
            expires_at=datetime.fromtimestamp(expires_at, now.tzinfo),
            statuses=StatusList.decode(str(listed["lst"])),
        )
    except (StatusListError, OverflowError, ValueError, OSError) as error:
        raise StatementError(f"the status list cannot be read: {error}") from error
