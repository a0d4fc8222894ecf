"""How a verification is told: a sentence for a person, JSON for a program."""

import json
from typing import Final

from catalogue_portal.labels.claims import Environment, LabelClaims
from catalogue_portal.labels.verification import Finding, Verification

_SENTENCES: Final = {
    Finding.IN_FORCE: "genuine, in force",
    Finding.SUSPENDED: "genuine, SUSPENDED",
    Finding.WITHDRAWN: "genuine, WITHDRAWN",
    Finding.EXPIRED: "genuine, EXPIRED",
    Finding.STATUS_UNKNOWN: "genuine, status unknown",
    Finding.FORGED: "NOT GENUINE",
    Finding.SIGNED_REPORT: "genuine report of a platform run",
    Finding.UNSIGNED_REPORT: "unsigned",
    Finding.SIGNED_EDITION: "genuine edition of the doctrine",
    Finding.OTHER_EDITION: "genuine edition of the doctrine, NOT THE ONE HERE",
    Finding.UNSIGNED_EDITION: "unsigned",
    Finding.UNVERIFIED: "signed, not verified",
}
_DEMO: Final = "This is a DEMONSTRATION: it says nothing about a real app."


def as_text(result: Verification) -> str:
    """Return what a person reads: the finding first, then what the label says."""
    lines = [f"{_SENTENCES[result.finding]}{f': {result.reason}' if result.reason else ''}"]
    if result.claims is not None:
        lines += _told(result.claims)
    if result.environment is Environment.DEMO:
        lines.append(_DEMO)
    return "\n".join(lines)


def as_json(result: Verification) -> str:
    """Return the same for a program."""
    claims = result.claims.to_json() if result.claims else None
    environment = result.environment.value if result.environment else None
    document = {"finding": result.finding.value, "reason": result.reason, "environment": environment, "claims": claims}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _told(claims: LabelClaims) -> list[str]:
    exchanges = "; ".join(f"{family}: {', '.join(ways)}" for family, ways in claims.exchanges.items())
    return [
        f"  app        {claims.app.name} {claims.app.version} ({claims.app.kind})",
        f"  artefact   {claims.app.artefact_digest}",
        f"  edition    {claims.edition} {claims.edition_digest}",
        f"  report     {claims.report_digest}",
        f"  purposes   {', '.join(claims.purposes)}",
        f"  exchanges  {exchanges}",
        f"  assurance  {claims.assurance}",
        f"  label      {claims.label_id}, {claims.issued_at:%Y-%m-%d} to {claims.expires_at:%Y-%m-%d}",
        f"  issuer     {claims.issuer} ({claims.environment})",
    ]
