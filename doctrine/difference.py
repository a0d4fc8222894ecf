"""What changes between two editions: requirements that come, go, or change, member by member. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.condition_words import words
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from doctrine.model import Edition, ExpectedEvidence, Requirement

SOFTER_FIRST = ("MAY", "SHOULD", "SHALL")


@dataclass(frozen=True)
class Change:
    """One member of a requirement: its value before and after, in words."""

    member: str
    before: Bilingual
    after: Bilingual


@dataclass(frozen=True)
class Changed:
    """One requirement that is in both editions and is not the same."""

    before: Requirement
    after: Requirement
    changes: tuple[Change, ...]

    @property
    def stricter(self) -> bool | None:
        """Whether its plain obligation rises (True), falls (False) or stays (None)."""
        ranks = [SOFTER_FIRST.index(one.obligation.value) for one in (self.before, self.after)]
        return None if ranks[0] == ranks[1] else ranks[1] > ranks[0]


@dataclass(frozen=True)
class Difference:
    """Everything between two editions; `resealed` are files whose bytes alone differ."""

    before: Edition
    after: Edition
    added: tuple[Requirement, ...]
    removed: tuple[Requirement, ...]
    changed: tuple[Changed, ...]
    resealed: tuple[Requirement, ...]

    @property
    def empty(self) -> bool:
        """Whether both editions ask the same."""
        return not (self.added or self.removed or self.changed)


def difference(before: Edition, after: Edition) -> Difference:
    """What changes from one edition to another."""
    pairs = [(old, new) for new in after.requirements if (old := before.find(new.id)) is not None]
    changed = [Changed(old, new, changes(old, new)) for old, new in pairs]
    return Difference(
        before,
        after,
        added=tuple(one for one in after.requirements if before.find(one.id) is None),
        removed=tuple(one for one in before.requirements if after.find(one.id) is None),
        changed=tuple(one for one in changed if one.changes),
        resealed=tuple(one.after for one in changed if not one.changes and one.before.digest != one.after.digest),
    )


def changes(before: Requirement, after: Requirement) -> tuple[Change, ...]:
    """The members that differ, in the order of the file."""
    told = [(name, tell(before), tell(after)) for name, tell in MEMBERS.items()]
    return tuple(Change(name, old, new) for name, old, new in told if old != new)


def _same(value: object) -> Bilingual:
    text = "" if value is None else str(value)
    return Bilingual(text, text)


def _both(tell: Callable[[str], str]) -> Bilingual:
    return Bilingual(tell("fr"), tell("en"))


def _conditional(one: Requirement) -> Bilingual:
    return _both(lambda tongue: "; ".join(f"{row.obligation}: {words(row.when, tongue)}" for row in one.conditional))


def _evidence(one: Requirement) -> Bilingual:
    return _both(lambda tongue: "; ".join(_piece(item, tongue) for item in one.evidence))


def _piece(item: ExpectedEvidence, language: str) -> str:
    months = {"fr": "{} mois", "en": "{} months"}[language]
    details = [
        *([item.kind.value] if item.kind else []),
        *item.formats,
        *([months.format(item.valid_months)] if item.valid_months else []),
    ]
    return f"{item[language]} ({', '.join(details)})" if details else item[language]


def _optional(text: Bilingual | None) -> Bilingual:
    return Bilingual(text.fr, text.en) if text else _same(None)


MEMBERS: dict[str, Callable[[Requirement], Bilingual]] = {
    "revision": lambda one: _same(one.revision),
    "theme": lambda one: _same(one.theme),
    "title": lambda one: one.title,
    "statement": lambda one: one.statement,
    "actor": lambda one: _same(one.actor),
    "profiles": lambda one: _same(", ".join(one.profiles)),
    "applies_when": lambda one: _both(lambda tongue: words(one.applies_when, tongue)),
    "obligation": lambda one: _same(one.obligation),
    "conditional": _conditional,
    "required_level": lambda one: _optional(one.required_level),
    "legal_standing": lambda one: _same(one.legal_standing),
    "source": lambda one: _same(" ".join(part for part in (one.source.text, one.source.version) if part)),
    "source_url": lambda one: _same(one.source.url),
    "clause": lambda one: _same(one.clause),
    "official_ref": lambda one: _same(one.provenance.official_ref),
    "provenance": lambda one: _same(one.provenance.note),
    "confidence": lambda one: _same(one.confidence),
    "cross_references": lambda one: _same("; ".join(f"{other.to} {other.clause}" for other in one.cross_references)),
    "verification": lambda one: _same(one.verification.method),
    "reason": lambda one: _optional(one.verification.reason),
    "rests_on": lambda one: _same(", ".join(one.verification.rests_on)),
    "evidence": _evidence,
    "remediation": lambda one: one.remediation,
}
