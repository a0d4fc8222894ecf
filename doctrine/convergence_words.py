"""A declaration of convergence told in lines of text, in French or in English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.confrontation import OUTCOMES, Outcome
from doctrine.convergence import STATES, State
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doctrine.confrontation import ContradictedFact
    from doctrine.convergence import Convergence, Declared
    from doctrine.convergence_difference import ConvergenceDifference
    from doctrine.maturity import ThemeMaturity
    from doctrine.position import Position
    from doctrine.trajectory import Trajectory

HEAD = Bilingual("{} · édition {} · niveau {} %", "{} · edition {} · level {}%")
SOUND = Bilingual("rien n'est contredit, rien n'est en retard", "nothing is contradicted, nothing is overdue")
CONTRADICTED = Bilingual("Contredit", "Contradicted")
DOUBTED = Bilingual("Fait déclaré que l'essai contredit", "Declared fact that the run contradicts")
WOULD_APPLY = Bilingual("s'appliqueraient, ou obligeraient davantage : {}", "would apply, or bind more: {}")
OVERDUE = Bilingual("En retard", "Overdue")
NEEDLESS = Bilingual("Déclaré sans nécessité : ne s'applique pas", "Declared without need: does not apply")
UNDECLARED = Bilingual("Non déclaré", "Not declared")
MISSING = Bilingual("Ni conforme, ni daté", "Neither conforming nor dated")
TOO_LATE = Bilingual("Après l'entrée en vigueur de l'édition visée", "After the target edition is in force")
RENEWED = Bilingual("Nouveau ou révisé dans l'édition visée", "New or revised in the target edition")
FACTS = Bilingual(
    "déclaré sans objet, alors qu'il s'applique d'après le manifeste",
    "declared not applicable, but by its manifest it applies",
)
BY = Bilingual("d'ici au", "by")
MARKS = Bilingual(
    "█ aujourd'hui, ▒ une fois les plans tenus ; (déclarées conformes sur applicables)",
    "█ now, ▒ once the plans are kept; (declared conforming of applicable)",
)
SAME = Bilingual("les deux versions déclarent la même chose", "both versions declare the same")
TARGET = Bilingual("Édition {} au lieu de {}", "Edition {} instead of {}")
MEMBERS = {
    "reason": Bilingual("motif", "reason"),
    "due": Bilingual("date", "date"),
    "plan": Bilingual("plan", "plan"),
    "evidence": Bilingual("preuves", "evidence"),
}


def checked(found: Sequence[Position], language: str, facts: Sequence[ContradictedFact] = ()) -> Iterator[str]:
    """What a check says: what is contradicted or overdue, then what needs a look."""
    contradicted = [one for one in found if one.contradicted]
    overdue = [one for one in found if one.overdue]
    if not contradicted and not overdue and not facts:
        yield SOUND[language]
    yield from doubted(facts, language)
    yield from _listed(CONTRADICTED[language], contradicted, language)
    yield from _listed(OVERDUE[language], overdue, language)
    yield from _listed(NEEDLESS[language], [one for one in found if one.needless], language)
    open_ones = [one for one in found if one.declared.state is State.UNDECLARED]
    yield from _listed(UNDECLARED[language], open_ones, language)


def doubted(facts: Sequence[ContradictedFact], language: str) -> Iterator[str]:
    """The facts of the manifest that the run contradicts, and what they keep away."""
    if facts:
        yield f"{DOUBTED[language]} ({len(facts)})"
    for one in facts:
        yield f"  {one.fact}: {one.message[language]}"
        if one.requirements:
            yield f"    {WOULD_APPLY[language].format(', '.join(one.requirements))}"


def radar(themes: Sequence[ThemeMaturity], language: str) -> Iterator[str]:
    """The level of each theme as a bar."""
    width = max((len(one.section.title[language]) for one in themes), default=0)
    for one in themes:
        conforming = one.states.get(State.CONFORMS, 0)
        name = one.section.title[language].ljust(width)
        yield f"{name}  {one.bar} {one.level:>3} → {one.projected:>3} %  ({conforming}/{one.applicable})"
    yield MARKS[language]


def table(found: Sequence[Position], language: str) -> Iterator[str]:
    """One line a requirement."""
    for one in found:
        yield f"{one.requirement.id:<12} {one.obligation:<6} {_said(one, language)} · {one.requirement.title[language]}"


def way(found: Trajectory, language: str) -> Iterator[str]:
    """The trajectory: days, then what no day is named for."""
    for one in found.milestones:
        ids = ", ".join(position.requirement.id for position in one.due)
        yield f"{BY[language]} {one.day.isoformat()}  {one.level:>3} %  {ids}"
    yield from _listed(OVERDUE[language], found.overdue, language)
    yield from _listed(TOO_LATE[language], found.too_late, language)
    yield from _listed(MISSING[language], found.missing, language)
    if found.renewed:
        yield f"{RENEWED[language]} ({len(found.renewed)})"
        yield from (f"  {one.id} · {one.title[language]}" for one in found.renewed)


def changed(found: ConvergenceDifference, language: str) -> Iterator[str]:
    """A difference, one line a thing."""
    if found.empty:
        yield SAME[language]
    if found.editions[0] != found.editions[1]:
        yield TARGET[language].format(found.editions[1], found.editions[0])
    for one in found.changes:
        yield f"{one.requirement}: {STATES[one.before.state][language]} → {STATES[one.after.state][language]}"
        for member in one.members:
            if member in MEMBERS:
                yield f"  {MEMBERS[member][language]}: {_member(one.before, member)} → {_member(one.after, member)}"


def head(convergence: Convergence, target: str, level: int, language: str) -> str:
    """The first line: the app, the edition, the level."""
    return HEAD[language].format(convergence.app, target, level)


def _listed(title: str, found: Sequence[Position], language: str) -> Iterator[str]:
    if found:
        yield f"{title} ({len(found)})"
    for one in found:
        yield f"  {one.requirement.id} ({one.obligation}) {_said(one, language)} · {one.requirement.title[language]}"


def _said(one: Position, language: str) -> str:
    parts = [STATES[one.declared.state][language]]
    if one.declared.due:
        parts[0] += f" {BY[language]} {one.declared.due.isoformat()}"
    if one.against_the_facts:
        parts.append(FACTS[language])
    if one.outcome and one.outcome is not Outcome.SILENT:
        parts.append(OUTCOMES[one.outcome][language])
    return ", ".join(parts)


def _member(declared: Declared, name: str) -> str:
    value = getattr(declared, name)
    return (", ".join(value) if isinstance(value, tuple) else str(value or "")) or "—"
