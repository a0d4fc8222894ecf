"""The command `poincon verify`; `app.py` gives it the guarded way to fetch."""

import json
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from catalogue_portal.labels.known_issuers import KnownIssuers
from catalogue_portal.labels.telling import as_json, as_text
from catalogue_portal.labels.trust import WELL_KNOWN, IssuerDocument
from catalogue_portal.labels.verification import (
    Fetch,
    Finding,
    Verification,
    is_signed_apart,
    looks_like_edition,
    looks_like_report,
    verify_edition,
    verify_label,
    verify_report,
)
from catalogue_portal.signed_statement import StatementError, unverified_claims, unverified_kid

_LARGEST: Final = 64 * 1024 * 1024
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


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
    @click.option("--json", "wants_json", is_flag=True, help="Print the result as JSON.")
    @click.option(
        "--known-issuers",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path.home() / ".cache" / "poincon" / "issuers",
        envvar="POINCON_KNOWN_ISSUERS",
        show_default=True,
        help="Folder in which the keys of issuers are kept for the next time.",
    )
    def verify(
        subject: str, issuer: str | None, trust: Path | None, known_issuers: Path, *, offline: bool, wants_json: bool
    ) -> None:
        """Verify a label, a report or an edition of the doctrine: is it genuine, and does it count now?

        Whom to trust is yours to say, by --issuer or --trust. Without either, the issuer that a label names is trusted
        if it is on this machine, or is the very site that the label was fetched from.
        """
        if issuer and trust:
            raise click.UsageError("name the trusted issuer once: --issuer or --trust")
        verifier = _Verifier(None if offline else fetch, KnownIssuers(known_issuers))
        result = verifier.verify(subject, issuer.rstrip("/") if issuer else None, trust)
        click.echo(as_json(result) if wants_json else as_text(result))
        raise SystemExit(result.exit_code)

    return verify


@dataclass(frozen=True)
class _Subject:
    """What was given: a label in compact form, or a report or an edition with the signature that lies beside it."""

    content: bytes
    signature: str | None

    @property
    def is_report(self) -> bool:
        return looks_like_report(self.content)

    @property
    def is_edition(self) -> bool:
        return looks_like_edition(self.content)

    @property
    def named_issuer(self) -> str | None:
        """The issuer that a label names, unbelieved."""
        try:
            named = unverified_claims(self.content.decode("ascii").strip()).get("iss")
        except (UnicodeDecodeError, StatementError) as error:
            raise click.UsageError(
                "this is neither a label (a compact JWS), nor a report (poincon/report/1), nor an edition"
            ) from error
        # Shown in a terminal and asked over HTTP before anything is believed: what cannot be read is no name.
        return named if isinstance(named, str) and named.isprintable() else None


@dataclass(frozen=True)
class _Verifier:
    fetch: Fetch | None
    known: KnownIssuers

    def verify(self, place: str, issuer: str | None, trust: Path | None) -> Verification:
        subject = self._read(place)
        named = None if is_signed_apart(subject.content) else subject.named_issuer
        if issuer is None and trust is None:
            issuer = _trusted_without_saying(place, named)
        trusted = _from_file(trust) if trust else self._document(issuer) if issuer else None
        if subject.is_report:
            return verify_report(subject.content, subject.signature, trusted)
        if subject.is_edition:
            return verify_edition(subject.content, subject.signature, trusted, held=_held())
        if trusted is None:
            return Verification(
                Finding.UNVERIFIED,
                f"the keys of {issuer} could not be fetched"
                if issuer
                else f"it names {named} as its issuer; if you trust it, say so: --issuer {named}"
                if named
                else "it names no issuer that could be asked",
            )
        compact = subject.content.decode("ascii").strip()
        if trusted.is_remembered and unverified_kid(compact) not in {key.kid for key in trusted.label_keys}:
            return Verification(Finding.UNVERIFIED, f"signed with a key that {issuer} did not have when last met")
        return verify_label(compact, trusted, now=datetime.now(UTC), fetch=self.fetch)

    def _read(self, place: str) -> _Subject:
        if place.startswith(("https://", "http://")):
            content = self._fetched(place)
            if content is None:
                click.echo(f"{place} could not be fetched", err=True)
                raise SystemExit(3)
            signature = self._fetched(f"{place}.jws") if is_signed_apart(content) else None
            return _Subject(content, signature.decode("ascii", "replace") if signature else None)
        path = Path(place)
        beside = Path(f"{place}.jws")
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise click.UsageError(f"{place} is not a file")
            if path.stat().st_size > _LARGEST:
                raise click.UsageError("the file is larger than 64 megabytes")
            return _Subject(path.read_bytes(), beside.read_text("ascii", "replace") if beside.is_file() else None)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise click.UsageError(f"{place} cannot be read: {why}") from error

    def _document(self, issuer: str) -> IssuerDocument | None:
        """Return the issuer's keys: as published now, else as they were when it was last met."""
        content = self._fetched(f"{issuer}{WELL_KNOWN}")
        if content is None:
            return self.known.recall(issuer)
        try:
            published = json.loads(content)
            document = IssuerDocument.from_json(published)
        except (ValueError, RecursionError) as error:
            raise click.UsageError(f"what {issuer} publishes at {WELL_KNOWN} cannot be read: {error}") from error
        if document.issuer != issuer:
            raise click.UsageError(f"{issuer} publishes the keys of another issuer: {document.issuer}")
        self.known.remember(published)
        return document

    def _fetched(self, url: str) -> bytes | None:
        try:
            return self.fetch(url) if self.fetch else None
        except (OSError, ValueError) as error:
            click.echo(f"{url}: {error}", err=True)
            return None


def _trusted_without_saying(place: str, named: str | None) -> str | None:
    """Return the named issuer if nobody but the user answers for it: this machine, or the site that was asked."""
    if named is None:
        return None
    try:
        issuer, asked = urlsplit(named), urlsplit(place)
        return named if issuer.hostname in _THIS_MACHINE or issuer[:2] == asked[:2] else None
    except ValueError:
        return None


def _held() -> dict[str, str]:
    """The digests of the editions that are installed here, by name."""
    from doctrine.loader import editions, load_edition  # noqa: PLC0415 - a third of a second, for editions only

    return {edition.id: edition.digest for edition in map(load_edition, editions())}


def _from_file(path: Path) -> IssuerDocument:
    try:
        return IssuerDocument.from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        raise click.UsageError(f"{path} is not what an issuer publishes at {WELL_KNOWN}: {error}") from error
