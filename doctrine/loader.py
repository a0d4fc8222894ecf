"""From files to requirements and editions: every problem found is told with its file and line."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from doctrine import source
from doctrine.model import (
    Bilingual,
    ConditionalObligation,
    Confidence,
    Edition,
    EditionStatus,
    LegalStanding,
    Method,
    Obligation,
    Provenance,
    Requirement,
    Source,
    Verification,
)
from doctrine.problems import DoctrineError, Problem
from doctrine.reader import Section

ROOT = Path(__file__).parent
KEYS = (
    *("id", "revision", "theme", "title", "statement", "actor", "profiles", "applies_when", "obligation"),
    *("conditional", "legal_standing", "source", "clause", "provenance", "confidence", "verification", "evidence"),
    "remediation",
)
ACTORS = ("publisher", "platform")
KINDS = ("web", "native", "service")
IDENTIFIER = re.compile(r"[A-Z]{3}(-[A-Z0-9]+)+-\d{2}")

# What a source must have been for a standing to be claimed: never the law for what nobody could read.
ALLOWED_CONFIDENCE = {
    LegalStanding.LAW: {Confidence.CONFIRMED},
    LegalStanding.REFERENTIAL: {Confidence.CONFIRMED, Confidence.CONFIRMED_TOPIC, Confidence.REFERENTIAL},
    LegalStanding.PLATFORM: set(Confidence),
}


def editions(root: Path = ROOT) -> tuple[str, ...]:
    """The ids of the editions on file, oldest first."""
    return tuple(sorted(path.stem for path in (root / "editions").glob("*.yaml")))


def load_edition(name: str | None = None, root: Path = ROOT) -> Edition:
    """The edition `name`, or the latest in force. Raises DoctrineError with every problem of the edition's files."""
    if name is None:
        return _latest_in_force(root)
    path = root / "editions" / f"{name}.yaml"
    if not re.fullmatch(r"[0-9A-Za-z-]+", name) or not path.is_file():
        known = ", ".join(editions(root)) or "none"
        raise DoctrineError([Problem(path, None, f"there is no edition `{name}` (on file: {known})")])
    document = source.read(path)
    section = Section.at(document, (), document.content)
    section.only("edition", "title", "status", "in_force_from", "requirements")
    if section.text("edition") not in {name, ""}:
        section.blame("edition", f"`edition` must be the file's name, {name}")
    requirements, problems = _listed(section, root)
    edition = Edition(
        id=name,
        title=section.bilingual("title"),
        status=section.word("status", EditionStatus),
        in_force_from=section.optional_text("in_force_from"),
        requirements=requirements,
        digest=_edition_digest(name, requirements),
    )
    if document.problems or problems:
        raise DoctrineError([*document.problems, *problems])
    return edition


def requirement_path(root: Path, requirement_id: str, revision: int) -> Path | None:
    """Where a revision lives; None when it is not on file."""
    return next(iter(sorted((root / "requirements").glob(f"*/{requirement_id}/r{revision}.yaml"))), None)


def load_requirement(path: Path) -> Requirement:
    """One revision. Raises DoctrineError with every problem of the file."""
    document = source.read(path)
    section = Section.at(document, (), document.content)
    section.only(*KEYS)
    requirement = _requirement(section, path)
    _check_place(section, requirement, path)
    _check_standing(section, requirement)
    _check_verification(section, requirement)
    if document.problems:
        raise DoctrineError(document.problems)
    return requirement


def digest_of(path: Path) -> str:
    """`sha256:` of the file's bytes, line ends normalised."""
    return "sha256:" + hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _requirement(section: Section, path: Path) -> Requirement:
    origin = section.section("source")
    origin.only("text", "version", "url")
    provenance = section.section("provenance")
    provenance.only("official_ref", "note")
    return Requirement(
        id=section.text("id"),
        revision=section.number("revision"),
        theme=section.text("theme"),
        title=section.bilingual("title"),
        statement=section.bilingual("statement"),
        actor=section.text("actor"),
        profiles=section.texts("profiles"),
        applies_when=section.condition("applies_when"),
        obligation=section.word("obligation", Obligation),
        conditional=tuple(_conditional(row) for row in section.sections("conditional")),
        legal_standing=section.word("legal_standing", LegalStanding),
        source=Source(origin.text("text"), origin.optional_text("version"), origin.optional_text("url")),
        clause=section.text("clause"),
        provenance=Provenance(provenance.optional_text("official_ref"), provenance.text("note")),
        confidence=section.word("confidence", Confidence),
        verification=_verification(section.section("verification")),
        evidence=tuple(row.both() for row in section.sections("evidence")),
        remediation=section.bilingual("remediation"),
        digest=digest_of(path),
    )


def _conditional(row: Section) -> ConditionalObligation:
    row.only("when", "obligation")
    return ConditionalObligation(row.condition("when"), row.word("obligation", Obligation))


def _verification(section: Section) -> Verification:
    section.only("method", "reason")
    reason: Bilingual | None = section.bilingual("reason") if "reason" in section.content else None
    return Verification(section.word("method", Method), reason)


def _check_place(section: Section, requirement: Requirement, path: Path) -> None:
    if not IDENTIFIER.fullmatch(requirement.id):
        section.blame("id", f"`{requirement.id}` is no requirement id (like REF-OAU-04)")
    if path.parent.name != requirement.id:
        section.blame("id", f"the file lies in the folder of {path.parent.name}")
    if path.name != f"r{requirement.revision}.yaml":
        section.blame("revision", f"revision {requirement.revision} lies in {path.name}")
    if path.parent.parent.name != requirement.theme:
        section.blame("theme", f"the file lies in the theme {path.parent.parent.name}")
    if requirement.actor not in ACTORS:
        section.blame("actor", f"`actor` must be one of {', '.join(ACTORS)}")
    for index, kind in enumerate(requirement.profiles):
        if kind not in KINDS:
            section.blame_within(("profiles", index), f"`{kind}` is no kind of app ({', '.join(KINDS)})")


def _check_standing(section: Section, requirement: Requirement) -> None:
    allowed = ALLOWED_CONFIDENCE[requirement.legal_standing]
    if requirement.confidence not in allowed:
        words = ", ".join(sorted(allowed))
        section.blame(
            "legal_standing",
            f"a text that is `{requirement.confidence}` cannot be shown as {requirement.legal_standing} ({words} only)",
        )


def _check_verification(section: Section, requirement: Requirement) -> None:
    if requirement.verification.method is not Method.AUTOMATED and requirement.verification.reason is None:
        section.blame_within(("verification", "method"), "what no machine checks must say why, in `reason`")
    if not requirement.evidence:
        section.blame("evidence", "name at least one piece of evidence")


def _listed(section: Section, root: Path) -> tuple[tuple[Requirement, ...], list[Problem]]:
    requirements: list[Requirement] = []
    problems: list[Problem] = []
    for row in section.sections("requirements"):
        row.only("id", "revision", "digest")
        requirement_id, revision, digest = row.text("id"), row.number("revision"), row.text("digest")
        path = requirement_path(root, requirement_id, revision)
        if path is None:
            row.blame("id", f"there is no file for {requirement_id} revision {revision}")
            continue
        if any(other.id == requirement_id for other in requirements):
            row.blame("id", f"{requirement_id} is listed twice")
            continue
        if digest != digest_of(path):
            row.blame("digest", f"{path.name} of {requirement_id} is not what was put in force: add a revision instead")
        try:
            requirements.append(load_requirement(path))
        except DoctrineError as error:
            problems += error.problems
    return tuple(requirements), problems


def _edition_digest(name: str, requirements: tuple[Requirement, ...]) -> str:
    rows = "".join(f"{one.id} {one.revision} {one.digest}\n" for one in sorted(requirements, key=lambda one: one.id))
    return "sha256:" + hashlib.sha256(f"{name}\n{rows}".encode()).hexdigest()


def _latest_in_force(root: Path) -> Edition:
    for name in reversed(editions(root)):
        edition = load_edition(name, root)
        if edition.status is EditionStatus.IN_FORCE:
            return edition
    raise DoctrineError([Problem(root / "editions", None, "no edition is in force")])
