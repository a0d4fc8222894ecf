"""Is the doctrine whole? Every file loads, every edition holds exactly what was put in force, nothing is orphaned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doctrine.conditions import Feature, leaves
from doctrine.evidence_types import load_evidence_types
from doctrine.facts import load_facts
from doctrine.gaps import load_gaps
from doctrine.loader import ROOT, Shelf, digest_of, editions, load_edition
from doctrine.problems import DoctrineError, Problem
from doctrine.sections import load_sections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from doctrine.conditions import Condition
    from doctrine.model import Requirement

_ROW = re.compile(
    r"(?P<head>.*\bid: (?P<id>[A-Z0-9-]+), revision: (?P<revision>\d+), digest: )(?P<digest>[\w:]+)(?P<tail>.*)"
)


def check(root: Path = ROOT) -> tuple[Problem, ...]:
    """Every problem of every file under `root`, in the order of paths."""
    problems: dict[str, Problem] = {}
    listed: set[Path] = set()
    shelf = Shelf(root)
    for problem in _requirement_problems(shelf):
        problems[str(problem)] = problem
    for name in editions(root):
        try:
            edition = load_edition(name, root, shelf)
        except DoctrineError as error:
            problems.update({str(problem): problem for problem in error.problems})
            continue
        places = (shelf.place(one.id, one.revision) for one in edition.requirements)
        listed |= {place for place in places if place is not None}
    if not problems:
        further = [
            *_strays(shelf),
            *_orphans(shelf, listed),
            *_unasked(shelf),
            *_gap_problems(shelf),
            *_document_problems(shelf),
        ]
        problems.update({str(problem): problem for problem in further})
    return tuple(sorted(problems.values(), key=lambda problem: (str(problem.path), problem.line or 0)))


def seal(path: Path, root: Path = ROOT) -> str:
    """A draft edition with every digest brought up to date, as text. Raises DoctrineError for an edition in force."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"^status: draft$", text, re.MULTILINE):
        raise DoctrineError([Problem(path, None, "only a draft is sealed: an edition in force never changes")])
    shelf = Shelf(root)
    return "".join(_sealed(line, path, shelf) for line in text.splitlines(keepends=True))


def _sealed(line: str, path: Path, shelf: Shelf) -> str:
    row = _ROW.fullmatch(line.rstrip("\n"))
    if row is None:
        return line
    revision = shelf.place(row["id"], int(row["revision"]))
    if revision is None:
        raise DoctrineError([Problem(path, None, f"there is no file for {row['id']} revision {row['revision']}")])
    return f"{row['head']}{digest_of(revision)}{row['tail']}\n"


def _requirement_problems(shelf: Shelf) -> list[Problem]:
    problems: list[Problem] = []
    homes: dict[str, Path] = {}
    for path in shelf.paths:
        try:
            requirement = shelf.requirement(path)
        except DoctrineError as error:
            problems += error.problems
            continue
        home = homes.setdefault(requirement.id, path.parent)
        if home != path.parent:
            problems.append(Problem(path, None, f"{requirement.id} has a second home in {home}"))
    return problems


def _strays(shelf: Shelf) -> list[Problem]:
    """A revision under another name would be read by nobody."""
    return [Problem(path, None, "is no revision: name it rN.yaml, or take it away") for path in shelf.strays]


def _orphans(shelf: Shelf, listed: set[Path]) -> list[Problem]:
    return [Problem(path, None, "no edition lists this revision") for path in shelf.paths if path not in listed]


def _unasked(shelf: Shelf) -> list[Problem]:
    """A condition on a feature that no question asks about would never hold."""
    if not (shelf.root / "facts.yaml").exists():
        return []
    try:
        asked = load_facts(shelf.root).features
    except DoctrineError as error:
        return list(error.problems)
    return [
        Problem(path, None, f"the feature `{feature}` is asked nowhere: add its question to facts.yaml")
        for path in shelf.paths
        for feature in sorted(_features(shelf.requirement(path)) - set(asked))
    ]


def _features(requirement: Requirement) -> set[str]:
    conditions: Iterator[Condition] = iter([requirement.applies_when, *(row.when for row in requirement.conditional)])
    return {leaf.name for one in conditions for leaf in leaves(one) if isinstance(leaf, Feature)}


def _gap_problems(shelf: Shelf) -> list[Problem]:
    """A gap belongs to a section, and what it says it is related to exists."""
    path = shelf.root / "gaps.yaml"
    if not path.exists():
        return []
    try:
        gaps, sections = load_gaps(shelf.root), load_sections(shelf.root).sections
    except DoctrineError as error:
        return list(error.problems)
    on_file, named = {one.parent.name for one in shelf.paths}, {one.id for one in sections}
    lost = [(gap.id, other) for gap in gaps for other in gap.related if other not in on_file]
    return [
        *(Problem(path, None, f"{gap.id} is in no section: {gap.section}") for gap in gaps if gap.section not in named),
        *(Problem(path, None, f"{gap} is related to {other}, which is not on file") for gap, other in lost),
    ]


def _document_problems(shelf: Shelf) -> list[Problem]:
    """The requirements that a type of document speaks to exist."""
    path = shelf.root / "evidence.yaml"
    if not path.exists():
        return []
    try:
        types = load_evidence_types(shelf.root)
    except DoctrineError as error:
        return list(error.problems)
    on_file = {one.parent.name for one in shelf.paths}
    lost = [(kind.id, one) for kind in types.values() for one in kind.requirements if one not in on_file]
    return [Problem(path, None, f"{kind} speaks to {one}, which is not on file") for kind, one in lost]
