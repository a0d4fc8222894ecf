"""How the doctrine is covered, section by section: by cases, by evidence, by declaration; and what is missing. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from doctrine.model import Method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from doctrine.gaps import Gap
    from doctrine.model import Bilingual, Edition
    from doctrine.sections import Sections

SPEAKING = {Method.AUTOMATED, Method.HOOK_UP}


@dataclass(frozen=True)
class Row:
    """One section: its requirements by the way they are verified, the cases that speak to them, the gaps."""

    section: str
    title: Bilingual
    requirements: int
    automated: int
    hook_up: int
    evidence: int
    declaration: int
    cases: int
    gaps: int
    missing_lines: int
    uncounted_gaps: int


@dataclass(frozen=True)
class Coverage:
    """Every section, and the orphans: cases without a requirement that expects them, requirements without a case."""

    edition: str
    rows: tuple[Row, ...]
    cases_without_requirement: tuple[str, ...]
    requirements_without_case: tuple[str, ...]

    @property
    def orphans(self) -> bool:
        """Whether something hangs on nothing."""
        return bool(self.cases_without_requirement or self.requirements_without_case)

    def as_json(self) -> dict[str, object]:
        """Everything, as JSON."""
        return {"schema": "poincon/coverage/1", **asdict(self)}


def coverage(edition: Edition, sections: Sections, gaps: Sequence[Gap], cases: Mapping[str, str]) -> Coverage:
    """The coverage of an edition; `cases` tells, by case id, the requirement it speaks to."""
    expecting = {one.id for one in edition.requirements if one.verification.method in SPEAKING}
    automated = {one.id for one in edition.requirements if one.automated}
    return Coverage(
        edition=edition.id,
        rows=tuple(_row(edition, sections, index, gaps, cases) for index in range(len(sections.sections))),
        cases_without_requirement=tuple(sorted(case for case, spoken in cases.items() if spoken not in expecting)),
        requirements_without_case=tuple(sorted(automated - set(cases.values()))),
    )


def _row(edition: Edition, sections: Sections, index: int, gaps: Sequence[Gap], cases: Mapping[str, str]) -> Row:
    section = sections.sections[index]
    inside = [one for one in edition.requirements if sections.of(one) == section]
    methods = [one.verification.method for one in inside]
    ids = {one.id for one in inside}
    missing = [gap for gap in gaps if gap.section == section.id]
    return Row(
        section=section.id,
        title=section.title,
        requirements=len(inside),
        automated=methods.count(Method.AUTOMATED),
        hook_up=methods.count(Method.HOOK_UP),
        evidence=methods.count(Method.INSPECTION),
        declaration=methods.count(Method.DECLARATION),
        cases=sum(spoken in ids for spoken in cases.values()),
        gaps=len(missing),
        missing_lines=sum(gap.lines or 0 for gap in missing),
        uncounted_gaps=sum(gap.lines is None for gap in missing),
    )
