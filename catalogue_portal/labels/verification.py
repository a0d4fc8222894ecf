"""Verifying a label or a report as a stranger would: is it genuine, does it count now, and for whom?"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from catalogue_portal.labels import report_signature
from catalogue_portal.labels.claims import Environment, LabelClaims, read_label
from catalogue_portal.labels.signed_edition import read_edition
from catalogue_portal.labels.status_list import StatusListError, StatusValue
from catalogue_portal.labels.status_list_token import read_status_list
from catalogue_portal.labels.trust import IssuerDocument
from catalogue_portal.signed_statement import StatementError

Fetch = Callable[[str], bytes]
"""Fetches a URL; raises OSError or ValueError when there is no acceptable answer."""


class Finding(StrEnum):
    """What a verification found."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STATUS_UNKNOWN = "status_unknown"
    FORGED = "forged"
    SIGNED_REPORT = "signed_report"
    UNSIGNED_REPORT = "unsigned_report"
    SIGNED_EDITION = "signed_edition"
    OTHER_EDITION = "other_edition"
    UNSIGNED_EDITION = "unsigned_edition"
    UNVERIFIED = "unverified"


_SUCCESSES: Final = (Finding.IN_FORCE, Finding.SIGNED_REPORT, Finding.SIGNED_EDITION)
_UNKNOWN: Final = (
    Finding.STATUS_UNKNOWN,
    Finding.UNSIGNED_REPORT,
    Finding.UNSIGNED_EDITION,
    Finding.UNVERIFIED,
)
_BY_STATUS: Final = {
    StatusValue.VALID: Finding.IN_FORCE,
    StatusValue.SUSPENDED: Finding.SUSPENDED,
    StatusValue.INVALID: Finding.WITHDRAWN,
}


@dataclass(frozen=True)
class Verification:
    """A finding with its reason; `claims` are there for a genuine label only."""

    finding: Finding
    reason: str = ""
    claims: LabelClaims | None = None
    environment: Environment | None = None

    @property
    def exit_code(self) -> int:
        """0 if it counts now, 1 if it does not, 3 if that cannot be known."""
        if self.finding in _SUCCESSES:
            return 0
        return 3 if self.finding in _UNKNOWN else 1


def verify_label(compact: str, trust: IssuerDocument, *, now: datetime, fetch: Fetch | None) -> Verification:
    """Verify a label against the keys of a trusted issuer and, unless `fetch` is None (offline), its status list."""
    try:
        claims = read_label(compact.strip(), keys=trust.label_keys, issuer=trust.issuer)
    except StatementError as error:
        return Verification(Finding.FORGED, str(error))
    if claims.environment is not trust.environment:
        return Verification(Finding.FORGED, f"{trust.issuer} issues {trust.environment} labels only")
    if now >= claims.expires_at:
        return Verification(Finding.EXPIRED, f"it ended on {claims.expires_at:%Y-%m-%d}", claims, claims.environment)
    finding, reason = _status(claims, trust, now, fetch)
    return Verification(finding, reason, claims, claims.environment)


def verify_report(report: bytes, signature: str | None, trust: IssuerDocument | None) -> Verification:
    """Verify a report's detached signature; without one it is a local report, which anyone may have written."""
    if signature is None:
        return Verification(Finding.UNSIGNED_REPORT, "no platform has signed it: it is worth what its sender is worth")
    if trust is None:
        return Verification(Finding.UNVERIFIED, "say whom you trust: --issuer URL or --trust FILE")
    try:
        report_signature.verify(signature.strip(), report, keys=trust.report_keys)
    except StatementError as error:
        return Verification(Finding.FORGED, str(error))
    return Verification(Finding.SIGNED_REPORT, environment=trust.environment)


def verify_edition(
    content: bytes, signature: str | None, trust: IssuerDocument | None, *, held: Mapping[str, str]
) -> Verification:
    """Verify an edition's detached signature, and hold it against the digests of the editions that one has."""
    if signature is None:
        return Verification(Finding.UNSIGNED_EDITION, "its signature is beside it where it was published (.jws)")
    if trust is None:
        return Verification(Finding.UNVERIFIED, "say whom you trust: --issuer URL or --trust FILE")
    try:
        name, digest = read_edition(content, signature.strip(), keys=trust.edition_keys)
    except StatementError as error:
        return Verification(Finding.FORGED, str(error))
    known = held.get(name)
    if known is not None and known != digest:
        reason = f"{name} is installed here with the digest {known}, and was signed with {digest}"
        return Verification(Finding.OTHER_EDITION, reason, environment=trust.environment)
    compared = "not installed here" if known is None else "word for word the one installed here"
    return Verification(Finding.SIGNED_EDITION, f"{name}, {compared}", environment=trust.environment)


def is_signed_apart(content: bytes) -> bool:
    """Tell whether the signature of such a file lies beside it."""
    return looks_like_report(content) or looks_like_edition(content)


def looks_like_report(content: bytes) -> bool:
    """Tell whether a file is a report of the suite, by the schema that it names."""
    return _schema(content).startswith("poincon/report/")


def looks_like_edition(content: bytes) -> bool:
    """Tell whether a file is a signed edition, by the schema that it names."""
    return _schema(content).startswith("poincon/edition/")


def _schema(content: bytes) -> str:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    return str(document.get("schema", "")) if isinstance(document, dict) else ""


def _status(claims: LabelClaims, trust: IssuerDocument, now: datetime, fetch: Fetch | None) -> tuple[Finding, str]:
    if fetch is None:
        return Finding.STATUS_UNKNOWN, "offline: it may have been suspended since"
    uri = claims.status.uri
    try:
        compact = fetch(uri).decode("ascii").strip()
        listed = read_status_list(compact, keys=trust.status_list_keys, issuer=trust.issuer, uri=uri, now=now)
        value = listed.statuses.value(claims.status.index)
        return _BY_STATUS[StatusValue(value)], ""
    except (OSError, ValueError, StatementError, StatusListError) as error:
        return Finding.STATUS_UNKNOWN, f"its status could not be read: {error}"
