"""From files to requirements and editions: every problem found is told with its file and line."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.applicability import concern
from doctrine.conditions import KINDS, AllOf, Not
from doctrine.model import (
    Bilingual,
    ConditionalObligation,
    Confidence,
    CrossReference,
    Edition,
    EditionStatus,
    EvidenceKind,
    ExpectedEvidence,
    LegalStanding,
    Method,
    Obligation,
    Peer,
    Provenance,
    Requirement,
    Source,
    Verification,
)
from doctrine.problems import DoctrineError, Problem
from doctrine.reader import Section
from doctrine.satisfiable import can_hold
from doctrine.writing import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parent
KEYS = (
    *("id", "revision", "theme", "title", "statement", "actor", "profiles", "applies_when", "obligation"),
    *("conditional", "required_level", "legal_standing", "source", "clause", "provenance", "confidence"),
    *("cross_references", "verification", "evidence", "remediation"),
)
ACTORS = ("publisher", "platform")
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


def load_edition(name: str | None = None, root: Path = ROOT, shelf: Shelf | None = None) -> Edition:
    """The edition `name`, or the latest in force. Raises DoctrineError with every problem of the edition's files."""
    if name is None:
        return _latest_in_force(root)
    path = root / "editions" / f"{name}.yaml"
    if not re.fullmatch(r"[0-9A-Za-z-]+", name):
        raise DoctrineError([Problem(path, None, f"`{shown(name)}` is no name of an edition (like 2027-1)")])
    if name not in editions(root):  # compared and not looked for: a name may be longer than any file's
        known = ", ".join(editions(root)) or "none"
        raise DoctrineError([Problem(path, None, f"there is no edition `{name}` (on file: {known})")])
    document = source.read(path)
    section = Section.at(document, (), document.content)
    section.only("edition", "title", "status", "in_force_from", "transition_until", "requirements")
    if section.text("edition") not in {name, ""}:
        section.blame("edition", f"`edition` must be the file's name, {name}")
    requirements, problems = _listed(section, shelf or Shelf(root))
    edition = Edition(
        id=name,
        title=section.bilingual("title"),
        status=section.word("status", EditionStatus),
        in_force_from=section.day("in_force_from"),
        requirements=requirements,
        digest=edition_digest(name, requirements),
        transition_until=section.day("transition_until"),
    )
    _check_dates(section, edition)
    if not requirements and not document.problems:
        section.blame("requirements", "an edition asks something: list its requirements")
    if document.problems or problems:
        raise DoctrineError([*document.problems, *problems])
    return edition


def edition_at(name: str | None) -> Edition:
    """The edition `name`, or the one whose file is at that path, with the requirements of the doctrine it lies in."""
    if name is not None and name.endswith(".yaml"):
        path = Path(name).resolve()
        return load_edition(path.stem, path.parent.parent)
    return load_edition(name)


class Shelf:
    """The requirement files under a root: each is found by one walk and read once, however many editions list it."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        found = sorted(Path(folder, name) for folder, _, names in os.walk(root / "requirements") for name in names)
        self.paths = tuple(path for path in found if path.suffix == ".yaml")
        self.strays = tuple(path for path in found if path.suffix != ".yaml")
        self._homes: dict[tuple[str, str], Path] = {}
        for path in self.paths:
            self._homes.setdefault((path.parent.name, path.name), path)
        self._read: dict[Path, Requirement | DoctrineError] = {}

    def place(self, requirement_id: str, revision: int) -> Path | None:
        """Where a revision lives; None when it is not on file."""
        return self._homes.get((requirement_id, f"r{revision}.yaml"))

    def requirement(self, path: Path) -> Requirement:
        """The revision kept in a file. Raises DoctrineError with every problem of the file."""
        if path not in self._read:
            try:
                self._read[path] = load_requirement(path)
            except DoctrineError as error:
                self._read[path] = error
        found = self._read[path]
        if isinstance(found, DoctrineError):
            raise found
        return found


def load_requirement(path: Path) -> Requirement:
    """One revision. Raises DoctrineError with every problem of the file."""
    document = source.read(path)
    section = Section.at(document, (), document.content)
    section.only(*KEYS)
    requirement = _requirement(section, document.digest)
    _check_place(section, requirement, path)
    _check_conditions(section, requirement)
    _check_standing(section, requirement)
    _check_verification(section, requirement)
    if document.problems:
        raise DoctrineError(document.problems)
    return requirement


def digest_of(path: Path) -> str:
    """`sha256:` of the file's bytes, line ends normalised."""
    return source.digest_of(path.read_bytes())


def _requirement(section: Section, digest: str) -> Requirement:
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
        evidence=tuple(_evidence(row) for row in section.sections("evidence")),
        remediation=section.bilingual("remediation"),
        digest=digest,
        required_level=section.bilingual("required_level") if "required_level" in section.content else None,
        cross_references=tuple(_cross_reference(row) for row in section.sections("cross_references")),
    )


def _conditional(row: Section) -> ConditionalObligation:
    row.only("when", "obligation")
    return ConditionalObligation(row.condition("when"), row.word("obligation", Obligation))


def _verification(section: Section) -> Verification:
    section.only("method", "reason", "rests_on")
    reason: Bilingual | None = section.bilingual("reason") if "reason" in section.content else None
    rests_on = section.texts("rests_on") if "rests_on" in section.content else ()
    return Verification(section.word("method", Method), reason, rests_on)


def _evidence(row: Section) -> ExpectedEvidence:
    row.only("fr", "en", "kind", "formats", "valid_months")
    return ExpectedEvidence(
        fr=row.text("fr"),
        en=row.text("en"),
        kind=row.word("kind", EvidenceKind) if "kind" in row.content else None,
        formats=row.texts("formats") if "formats" in row.content else (),
        valid_months=row.number("valid_months") if "valid_months" in row.content else None,
    )


def _cross_reference(row: Section) -> CrossReference:
    row.only("to", "clause")
    return CrossReference(row.word("to", Peer), row.text("clause"))


def _check_dates(section: Section, edition: Edition) -> None:
    """Whoever files must be able to tell by which edition, on any day."""
    if edition.status is not EditionStatus.DRAFT and edition.in_force_from is None:
        section.blame("status", f"`{edition.status}` needs `in_force_from`: the day since when, as in 2027-03-31")
    if edition.transition_until is None:
        return
    if edition.status is not EditionStatus.SUPERSEDED:
        section.blame("transition_until", "is only for an edition that is `superseded`: take it out")
    elif edition.in_force_from and edition.transition_until < edition.in_force_from:
        section.blame("transition_until", f"is before the edition came into force ({edition.in_force_from})")


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


def _check_conditions(section: Section, requirement: Requirement) -> None:
    if not can_hold(concern(requirement)):
        section.blame("applies_when", "can never hold, with these `profiles`: no app meets it. Mend one of its parts")
    for index, row in enumerate(requirement.conditional):
        earlier = [Not(other.when) for other in requirement.conditional[:index]]
        if not can_hold(row.when):
            section.blame_within(("conditional", index, "when"), "can never hold: no app meets it")
        elif not can_hold(AllOf((row.when, *earlier))):
            section.blame_within(
                ("conditional", index, "when"), "is never reached: rows before it hold whenever it does"
            )


def _check_standing(section: Section, requirement: Requirement) -> None:
    if requirement.source.url is not None and not requirement.source.url.startswith(("https://", "http://")):
        section.blame_within(("source", "url"), "must be a web address (https://...): pages lead there")
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


def _listed(section: Section, shelf: Shelf) -> tuple[tuple[Requirement, ...], list[Problem]]:
    requirements: dict[str, Requirement] = {}
    problems: list[Problem] = []
    for row in section.sections("requirements"):
        row.only("id", "revision", "digest")
        requirement_id, revision, digest = row.text("id"), row.number("revision"), row.text("digest")
        path = shelf.place(requirement_id, revision)
        if path is None:
            row.blame("id", f"there is no file for {requirement_id} revision {revision}")
            continue
        if requirement_id in requirements:
            row.blame("id", f"{requirement_id} is listed twice")
            continue
        try:
            requirements[requirement_id] = shelf.requirement(path)
        except DoctrineError as error:
            problems += error.problems
        found = requirements.get(requirement_id)
        if digest != (found.digest if found else digest_of(path)):
            row.blame("digest", f"{path.name} of {requirement_id} is not what was put in force: add a revision instead")
    for index, one in enumerate(requirements.values()):
        for other in one.verification.rests_on:
            if other not in requirements:
                section.blame_within(("requirements", index, "id"), f"{one.id} rests on {other}, which is not listed")
            elif one.id in _rested_on(other, requirements):
                section.blame_within(
                    ("requirements", index, "id"), f"{one.id} rests on {other}, which rests on it again"
                )
    return tuple(requirements.values()), problems


def _rested_on(start: str, requirements: Mapping[str, Requirement]) -> set[str]:
    """What a requirement rests on in the end, itself included."""
    found, ahead = {start}, [start]
    while ahead:
        one = requirements.get(ahead.pop())
        new = set(one.verification.rests_on) - found if one else set()
        found |= new
        ahead += new
    return found


def edition_digest(name: str, requirements: Iterable[Requirement]) -> str:
    """The digest that binds an edition's name and the digest of every revision in it."""
    return digest_of_rows(name, ((one.id, one.revision, one.digest) for one in requirements))


def digest_of_rows(name: str, rows: Iterable[tuple[str, int, str]]) -> str:
    """The same of what an edition lists: the id, revision and digest of each requirement, in any order."""
    lines = "".join(f"{requirement} {revision} {digest}\n" for requirement, revision, digest in sorted(rows))
    return "sha256:" + hashlib.sha256(f"{name}\n{lines}".encode()).hexdigest()


def _latest_in_force(root: Path) -> Edition:
    shelf = Shelf(root)
    for name in reversed(editions(root)):
        edition = load_edition(name, root, shelf)
        if edition.status is EditionStatus.IN_FORCE:
            return edition
    raise DoctrineError([Problem(root / "editions", None, "no edition is in force")])
