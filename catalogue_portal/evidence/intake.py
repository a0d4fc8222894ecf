"""A document that was sent: looked at whole before any transaction begins, so that nothing bad is ever stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.evidence.content.recognition import recognised_for
from catalogue_portal.evidence.content.refusal import Refused
from catalogue_portal.evidence.types import type_named
from catalogue_portal.scanning import ScannerDown, VirusScanner
from doctrine.evidence_types import EvidenceType

LONGEST_NAME = 100
_UNSAFE = re.compile(r"[^\w.() -]+")


class ScannerUnavailable(DomainError):  # noqa: N818 - it says what it is
    """Nobody could look for viruses: the document is not taken, and can be sent again."""

    status = 503
    title = "The virus scanner does not answer"
    default_code = "scanner_down"

    def headers(self) -> dict[str, str]:
        """Say when to try again."""
        return {"Retry-After": "60"}


@dataclass(frozen=True)
class Intake:
    """A document that may be kept."""

    kind: EvidenceType
    content: bytes
    name: str
    format: str
    fields: Mapping[str, str]
    valid_until: date | None
    warnings: tuple[str, ...]
    scanned: bool
    digest: str


def take(
    kind: str,
    content: bytes,
    name: str,
    fields: Mapping[str, str],
    *,
    today: date,
    scanner: VirusScanner,
    largest: int,
) -> Intake:
    """Return a document that may be kept.

    Raises:
        Refused: its content is too large, of another kind, damaged, infected, or would act when it is opened.
        Invalid: what is said of it is not complete.
        ScannerUnavailable: nobody could look for viruses in it.
    """
    known = type_named(kind)
    said = {field: value for field, value in ((field, value.strip()) for field, value in fields.items()) if value}
    problems = known.problems(said, today)
    if problems:
        raise Invalid("Some of what was sent is not valid; see errors.", errors=problems)
    if not content:
        raise Refused("The document is empty.", code="document_empty")
    if len(content) > largest:
        raise Refused(f"The document is larger than {largest} bytes.", code="document_too_large", largest=largest)
    found = recognised_for(known, content)
    refuse_viruses(content, scanner)
    return Intake(
        known,
        content,
        plain_name(name, found.format.value),
        found.format.value,
        said,
        known.validity.last_day(said),
        found.warnings,
        scanner.scans,
        f"sha256:{sha256(content).hexdigest()}",
    )


def refuse_viruses(content: bytes, scanner: VirusScanner) -> None:
    """Have the content scanned. Raises Refused and ScannerUnavailable."""
    try:
        virus = scanner.virus_in(content)
    except ScannerDown as error:
        raise ScannerUnavailable("The virus scanner does not answer: nothing was kept. Send it again later.") from error
    if virus is not None:
        raise Refused("A virus was found in the document.", code="document_infected", virus=virus)


def plain_name(name: str, form: str) -> str:
    """Return a name to be shown and saved under: its last part, without anything that a system could take amiss."""
    last = re.split(r"[/\\]", name)[-1]
    stem = _UNSAFE.sub("_", last.rpartition(".")[0] or last).strip(". ")[:LONGEST_NAME]
    extension = {"jpeg": "jpg", "text": "txt"}.get(form, form)
    return f"{stem or 'document'}.{extension}"
