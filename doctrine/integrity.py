"""Is the doctrine whole? Every file loads, every edition holds exactly what was put in force, nothing is orphaned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doctrine.loader import ROOT, digest_of, editions, load_edition, load_requirement, requirement_path
from doctrine.problems import DoctrineError, Problem

if TYPE_CHECKING:
    from pathlib import Path

_ROW = re.compile(
    r"(?P<head>.*\bid: (?P<id>[A-Z0-9-]+), revision: (?P<revision>\d+), digest: )(?P<digest>[\w:]+)(?P<tail>.*)"
)


def check(root: Path = ROOT) -> tuple[Problem, ...]:
    """Every problem of every file under `root`, in the order of paths."""
    problems: dict[str, Problem] = {}
    listed: set[Path] = set()
    for problem in _requirement_problems(root):
        problems[str(problem)] = problem
    for name in editions(root):
        try:
            edition = load_edition(name, root)
        except DoctrineError as error:
            problems.update({str(problem): problem for problem in error.problems})
            continue
        places = (requirement_path(root, one.id, one.revision) for one in edition.requirements)
        listed |= {place for place in places if place is not None}
    if not problems:
        problems.update({str(problem): problem for problem in _orphans(root, listed)})
    return tuple(sorted(problems.values(), key=lambda problem: (str(problem.path), problem.line or 0)))


def seal(path: Path, root: Path = ROOT) -> str:
    """A draft edition with every digest brought up to date, as text. Raises DoctrineError for an edition in force."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"^status: draft$", text, re.MULTILINE):
        raise DoctrineError([Problem(path, None, "only a draft is sealed: an edition in force never changes")])
    return "".join(_sealed(line, path, root) for line in text.splitlines(keepends=True))


def _sealed(line: str, path: Path, root: Path) -> str:
    row = _ROW.fullmatch(line.rstrip("\n"))
    if row is None:
        return line
    revision = requirement_path(root, row["id"], int(row["revision"]))
    if revision is None:
        raise DoctrineError([Problem(path, None, f"there is no file for {row['id']} revision {row['revision']}")])
    return f"{row['head']}{digest_of(revision)}{row['tail']}\n"


def _requirement_problems(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    homes: dict[str, Path] = {}
    for path in sorted((root / "requirements").rglob("*.yaml")):
        try:
            requirement = load_requirement(path)
        except DoctrineError as error:
            problems += error.problems
            continue
        home = homes.setdefault(requirement.id, path.parent)
        if home != path.parent:
            problems.append(Problem(path, None, f"{requirement.id} has a second home in {home}"))
    return problems


def _orphans(root: Path, listed: set[Path]) -> list[Problem]:
    files = sorted((root / "requirements").rglob("*.yaml"))
    return [Problem(path, None, "no edition lists this revision") for path in files if path not in listed]
