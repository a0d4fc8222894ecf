"""The command `poincon verify`; `app.py` gives it the guarded way to fetch."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from catalogue_portal.labels.claims import Environment, LabelClaims
from catalogue_portal.labels.trust import WELL_KNOWN, IssuerDocument
from catalogue_portal.labels.verification import (
    Fetch,
    Finding,
    Verification,
    looks_like_report,
    verify_label,
    verify_report,
)
from catalogue_portal.signed_statement import StatementError, unverified_claims

_LARGEST: Final = 64 * 1024 * 1024
_SENTENCES: Final = {
    Finding.IN_FORCE: "genuine, in force",
    Finding.SUSPENDED: "genuine, SUSPENDED",
    Finding.WITHDRAWN: "genuine, WITHDRAWN",
    Finding.EXPIRED: "genuine, EXPIRED",
    Finding.STATUS_UNKNOWN: "genuine, status unknown",
    Finding.FORGED: "NOT GENUINE",
    Finding.SIGNED_REPORT: "genuine report of a platform run",
    Finding.UNSIGNED_REPORT: "unsigned report",
    Finding.UNVERIFIED: "signed, not verified",
}
_DEMO: Final = "This is a DEMONSTRATION: it says nothing about a real app."


@dataclass(frozen=True)
class _Subject:
    content: bytes
    signature: str | None


def verify_command(fetch: Fetch) -> click.Command:
    """Make the command; `fetch` is used for URLs only, and never with `--offline`."""

    @click.command("verify")
    @click.argument("subject", metavar="FILE_OR_URL")
    @click.option("--issuer", help="Trust this issuer; its keys are fetched from the issuer itself.")
    @click.option(
        "--trust",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=f"Trust the issuer of this file: what it publishes at ISSUER{WELL_KNOWN}.",
    )
    @click.option("--offline", is_flag=True, help="Fetch nothing: the status then stays unknown (exit 3).")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    def verify(subject: str, issuer: str | None, trust: Path | None, *, offline: bool, as_json: bool) -> None:
        """Verify a label or a report: is it genuine, and does it count now?"""
        if issuer and trust:
            raise click.UsageError("name the trusted issuer once: --issuer or --trust")
        online = None if offline else fetch
        found = _read(subject, online)
        trusted = _trusted(issuer or (None if trust else _asked_at_its_own_site(subject, found)), trust, online)
        result = _verify(found, trusted, online)
        click.echo(_as_json(result) if as_json else _as_text(result))
        raise SystemExit(result.exit_code)

    return verify


def _asked_at_its_own_site(subject: str, found: _Subject) -> str | None:
    """Return the issuer of a label fetched from the issuer's own site: whoever names the site trusts it."""
    try:
        named = unverified_claims(found.content.decode("ascii").strip()).get("iss")
    except (UnicodeDecodeError, StatementError):
        return None
    return named if isinstance(named, str) and urlsplit(named)[:2] == urlsplit(subject)[:2] else None


def _verify(subject: _Subject, trusted: IssuerDocument | None, fetch: Fetch | None) -> Verification:
    if looks_like_report(subject.content):
        return verify_report(subject.content, subject.signature, trusted)
    try:
        compact = subject.content.decode("ascii").strip()
        named = unverified_claims(compact).get("iss")
    except (UnicodeDecodeError, StatementError) as error:
        raise click.UsageError("this is neither a label (a compact JWS) nor a report (poincon/report/1)") from error
    if trusted is None:
        hint = f"--issuer {named}, if you trust it, or --trust FILE"
        return Verification(Finding.UNVERIFIED, f"it names {named} as its issuer; say whom you trust: {hint}")
    return verify_label(compact, trusted, now=datetime.now(UTC), fetch=fetch)


def _read(subject: str, fetch: Fetch | None) -> _Subject:
    if subject.startswith(("https://", "http://")):
        if fetch is None:
            raise click.UsageError("a URL cannot be read offline; give a file")
        content = _fetched(fetch, subject)
        return _Subject(content, _optional(fetch, f"{subject}.jws") if looks_like_report(content) else None)
    path = Path(subject)
    signature = path.with_name(f"{path.name}.jws")
    try:
        if path.stat().st_size > _LARGEST:
            raise click.UsageError("the file is larger than 64 megabytes")
        return _Subject(path.read_bytes(), signature.read_text("ascii") if signature.is_file() else None)
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{subject} cannot be read: {error}") from error


def _trusted(issuer: str | None, trust: Path | None, fetch: Fetch | None) -> IssuerDocument | None:
    if issuer is None and trust is None:
        return None
    if issuer is not None and fetch is None:
        raise click.UsageError("the issuer's keys cannot be fetched offline; give them with --trust FILE")
    try:
        content = trust.read_bytes() if trust else _fetched(fetch, f"{str(issuer).rstrip('/')}{WELL_KNOWN}")
        document = IssuerDocument.from_json(json.loads(content))
    except (OSError, ValueError, RecursionError) as error:
        raise click.UsageError(f"the trusted issuer's document cannot be read: {error}") from error
    if issuer is not None and document.issuer != issuer.rstrip("/"):
        raise click.UsageError(f"{issuer} publishes the keys of another issuer: {document.issuer}")
    return document


def _fetched(fetch: Fetch | None, url: str) -> bytes:
    if fetch is None:
        raise click.UsageError(f"{url} cannot be fetched offline")
    try:
        return fetch(url)
    except (OSError, ValueError) as error:
        click.echo(f"{url} cannot be fetched: {error}", err=True)
        raise SystemExit(3) from error


def _optional(fetch: Fetch, url: str) -> str | None:
    try:
        return fetch(url).decode("ascii")
    except (OSError, ValueError):
        return None


def _as_text(result: Verification) -> str:
    lines = [f"{_SENTENCES[result.finding]}{f': {result.reason}' if result.reason else ''}"]
    if result.claims is not None:
        lines += _told(result.claims)
    if result.environment is Environment.DEMO:
        lines.append(_DEMO)
    return "\n".join(lines)


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


def _as_json(result: Verification) -> str:
    claims = result.claims.to_json() if result.claims else None
    environment = result.environment.value if result.environment else None
    document = {"finding": result.finding.value, "reason": result.reason, "environment": environment, "claims": claims}
    return json.dumps(document, ensure_ascii=False, indent=2)
