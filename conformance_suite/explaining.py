"""`poincon explain`: a requirement or a case in words, from doctrine, catalogue and the check's docstring."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING, Literal

from conformance_suite.plan import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance_suite.case import Case
    from conformance_suite.misbehaviours import Misbehaviour
    from doctrine.model import Edition, Requirement

Language = Literal["fr", "en"]
WIDTH = 100


_LABELS = {
    "en": ("what happens: {}", "a safe app: {}", "source: {}", "not played: {}", "none but common sense"),
    "fr": (
        "ce qui arrive : {}",
        "une application sûre : {}",
        "source : {}",
        "non joué : {}",
        "une règle de la plateforme",
    ),
}


def explain(
    name: str, edition: Edition, cases: Sequence[Case], rows: Mapping[str, Misbehaviour], language: Language
) -> str:
    """What a requirement or a case asks, why, where that comes from and how to mend it; played or not.

    Raises PlanError.
    """
    wanted = name.upper()
    case = next((one for one in cases if one.id == wanted), None)
    row = rows.get(wanted)
    requirement = edition.find(case.requirement if case else wanted)
    if requirement is None and (row is None or case is not None):
        known = dict.fromkeys((*(one.id for one in cases), *rows, *(one.id for one in edition.requirements)))
        near = difflib.get_close_matches(wanted, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "poincon doctrine list names them all"
        raise PlanError(f"nothing is called {name!r} in edition {edition.id}: {hint}")
    lines = [*(_of_case(case) if case else ()), *(_of_row(row, language) if row else ())]
    about = list(_of_requirement(requirement, cases, language)) if requirement else []
    return "\n".join([*lines, *([""] if lines and about else []), *about]) + "\n"


def _of_case(case: Case) -> Iterator[str]:
    yield f"{case.id} · {case.check}"
    yield from _wrapped(case.clause)
    honest = "what the app sends by itself" if case.play.passive else "an honest act of a person"
    yield f"  played: {case.play.shape}, lane {case.play.lane}, {f'fault {case.fault}' if case.fault else honest}"


def _of_row(row: Misbehaviour, language: Language) -> Iterator[str]:
    what, app, origin, why, ours = _LABELS[language]
    if row.not_played is not None:  # else its check has said the id
        yield f"{row.id} · {row.level} · {', '.join(row.profiles)}"
    yield from _wrapped(what.format(row.title[language]))
    yield from _wrapped(app.format(row.expected[language]))
    if row.not_played is not None:
        yield from _wrapped(origin.format(row.source or ours))
        yield from _wrapped(why.format(row.not_played.sentence[language]))


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
