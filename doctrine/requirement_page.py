"""The page of one requirement, as Markdown: French, then English. Pure.

A lawyer finds on it, from top to bottom: what is asked, how binding it is and on which ground, how sure that is, what
proves it, and since when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.difference_words import MEMBERS
from doctrine.model import Bilingual
from doctrine.requirement_facts import COLON, HEADS, evidence, facts, source_name
from doctrine.words import OBLIGATIONS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doctrine.history import Stage
    from doctrine.model import Requirement

TONGUES = {"fr": "Français", "en": "English"}
FIRST = Bilingual("première révision", "first revision")
UNCHANGED = Bilingual("inchangée", "unchanged")
CHANGED = Bilingual("ont changé : {}", "changed: {}")
SINCE = Bilingual("depuis le {}", "since {}")


def page(one: Requirement, cases: Sequence[str], stages: Sequence[Stage]) -> str:
    """The page of a requirement, the cases that speak to it and its stages."""
    parts = [f"# {one.id}", "[Français](#francais) · [English](#english) · [index](../requirements.md)"]
    for language, name in TONGUES.items():
        parts += [f"## {name}", *_told(one, cases, stages, language)]
    return "\n\n".join(parts) + "\n"


def _told(one: Requirement, cases: Sequence[str], stages: Sequence[Stage], language: str) -> Iterator[str]:
    yield f"**{one.title[language]}**"
    yield one.statement[language]
    yield "\n".join(f"- {HEADS[name][language]}{COLON[language]} {text}" for name, text in _facts(one, cases, language))
    yield HEADS["evidence"][language] + COLON[language]
    yield "\n".join(f"- {piece}" for piece in evidence(one, language))
    yield f"{HEADS['mend'][language]}{COLON[language]} {one.remediation[language]}"
    yield HEADS["history"][language] + COLON[language]
    yield "\n".join(f"- {line}" for line in history_told(stages, language))


def _facts(one: Requirement, cases: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """The facts with their links, and the cases."""
    for name, text in facts(one, language):
        if name == "source" and one.source.url:
            yield name, f"[{source_name(one)}]({one.source.url}), {one.clause}"
        elif name == "rests_on":
            yield name, ", ".join(f"[{other}]({other}.md)" for other in one.verification.rests_on)
        else:
            yield name, text
    if cases:
        yield "cases", ", ".join(f"[{case}](../cases.md#{case.lower()})" for case in cases)


def history_told(stages: Sequence[Stage], language: str) -> Iterator[str]:
    """A line a stage: the edition and its state, the revision, and what changed."""
    for stage in stages:
        yield _stage(stage, language, first=stage is stages[0])


def _stage(stage: Stage, language: str, *, first: bool) -> str:
    edition, one = stage.edition, stage.requirement
    since = f" {SINCE[language].format(edition.in_force_from)}" if edition.in_force_from else ""
    if stage.changes:
        what = CHANGED[language].format(", ".join(MEMBERS[change.member][language] for change in stage.changes))
    else:
        what = FIRST[language] if first and one.revision == 1 else UNCHANGED[language]
    status = STATUSES[edition.status][language]
    place = f"{edition.id} ({status}{since}), r{one.revision}, {OBLIGATIONS[one.obligation][language]}"
    return f"{place}{COLON[language]} {what}"
