"""`poincon explain`: a requirement or a case in words, from the doctrine and the check's own docstring."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING, Literal

from conformance_suite.plan import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance_suite.case import Case
    from doctrine.model import Edition, Requirement

Language = Literal["fr", "en"]
WIDTH = 100


def explain(name: str, edition: Edition, cases: Sequence[Case], language: Language) -> str:
    """What a requirement or a case asks, why, where that comes from and how to mend it. Raises PlanError."""
    wanted = name.upper()
    case = next((row for row in cases if row.id == wanted), None)
    requirement = edition.find(case.requirement if case else wanted)
    if requirement is None:
        known = [*(row.id for row in cases), *(one.id for one in edition.requirements)]
        near = difflib.get_close_matches(wanted, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "poincon doctrine list names them all"
        raise PlanError(f"nothing is called {name!r} in edition {edition.id}: {hint}")
    lines = [*(_of_case(case) if case else ()), *_of_requirement(requirement, cases, language)]
    return "\n".join(lines) + "\n"


def _of_case(case: Case) -> Iterator[str]:
    yield f"{case.id} · {case.check}"
    yield from _wrapped(case.clause)
    honest = "what the app sends by itself" if case.play.passive else "an honest act of a person"
    yield f"  played: {case.play.shape}, lane {case.play.lane}, {f'fault {case.fault}' if case.fault else honest}"
    yield ""


def _of_requirement(requirement: Requirement, cases: Sequence[Case], language: Language) -> Iterator[str]:
    yield f"{requirement.id} r{requirement.revision} · {requirement.title[language]}"
    yield from _wrapped(requirement.statement[language])
    yield f"  obligation: {requirement.obligation.value} ({requirement.legal_standing.value})"
    version = f" {requirement.source.version}" if requirement.source.version else ""
    yield from _wrapped(f"source: {requirement.source.text}{version}, {requirement.clause}")
    if requirement.source.url:
        yield f"  {requirement.source.url}"
    yield from _wrapped(f"confidence: {requirement.confidence.value}. {requirement.provenance.note}")
    speaking = [row.id for row in cases if row.requirement == requirement.id]
    yield f"  verified by: {', '.join(speaking) or requirement.verification.method.value}"
    if requirement.verification.reason is not None:
        yield from _wrapped(requirement.verification.reason[language])
    yield ""
    yield from _wrapped(requirement.remediation[language])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
