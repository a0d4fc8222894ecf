"""What joins a check to a requirement and to a play, and how the checks are found."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from conformance_suite.episode import Episode
    from conformance_suite.plays import Play

CHECKS = Path(__file__).parent / "checks"
HOOK_UP = "hook_up"  # the theme played by `hook_up` only, never by `check`
ATTRIBUTE = "poincon_case"

Check = Callable[["Episode"], None]


@dataclass(frozen=True)
class Case:
    """One row of the catalogue: case id, requirement it speaks to, how it is played and the check that judges it."""

    id: str
    requirement: str
    play: Play
    check: str  # the statement: `rejects_id_token_with_wrong_nonce`
    theme: str  # the folder of the check: `id_token`
    clause: str  # the check's docstring
    judge: Check
    more: tuple[Play, ...] = ()  # further plays: the case takes the worst verdict of all
    on_screen: bool = False  # scripts of the app may make or undo what it is about: a browser shows more of it

    @property
    def path(self) -> Path:
        """The file of the check."""
        return CHECKS / self.theme / f"test_{self.check}.py"

    @property
    def key(self) -> tuple[str, str]:
        """What tells the plays of a case apart."""
        return (self.id, self.play.variant)

    def each_play(self) -> tuple[Case, ...]:
        """The same case once for each of its plays, that being its only one."""
        return tuple(replace(self, play=play, more=()) for play in (self.play, *self.more))

    def of_variant(self, variant: str) -> Case:
        """The case with the play of that name, its first if there is none."""
        named = (one for one in self.each_play() if one.play.variant == variant)
        return next(named, self)

    @property
    def fault(self) -> str | None:
        """The id of the fault played, None for honest acts and passive cases."""
        return self.play.faults[0].id if self.play.faults else None


def case(
    case_id: str, *, requirement: str, play: Play | None = None, plays: Sequence[Play] = (), on_screen: bool = False
) -> Callable[[Check], Check]:
    """Mark a pytest function as the check of a case: of one play, or of several that each have a `variant`.

    `on_screen` is for what scripts of the app may make or undo: where there is a browser that runs them, it plays.

    Raises:
        ValueError: no play, or two that cannot be told apart.
    """
    all_plays = (*(() if play is None else (play,)), *plays)
    if not all_plays or len({one.variant for one in all_plays}) < len(all_plays):
        raise ValueError(f"{case_id} needs a play, and a variant for each if there are several")

    def mark(check: Check) -> Check:
        code = check.__code__
        name: str = check.__name__
        row = Case(
            id=case_id,
            requirement=requirement,
            play=all_plays[0],
            more=all_plays[1:],
            check=name.removeprefix("test_"),
            theme=Path(code.co_filename).parent.name,
            clause=(check.__doc__ or "").strip(),
            judge=check,
            on_screen=on_screen or any(one.rendered for one in all_plays),
        )
        setattr(check, ATTRIBUTE, row)
        return check

    return mark


@cache
def catalogue() -> tuple[Case, ...]:
    """Every case that the suite can play in a conformance run, by id."""
    return tuple(row for row in _all_cases() if row.theme != HOOK_UP)


@cache
def hook_up_cases() -> tuple[Case, ...]:
    """The good journeys of the hook-up run, by id."""
    return tuple(row for row in _all_cases() if row.theme == HOOK_UP)


@cache
def known_cases() -> Mapping[str, Case]:
    """Every case that the suite can play in any run, by its id."""
    return MappingProxyType({row.id: row for row in _all_cases()})


@cache
def _all_cases() -> tuple[Case, ...]:
    rows = [row for path in sorted(CHECKS.glob("*/test_*.py")) for row in checks_in(path)]
    ids = [row.id for row in rows]
    doubled = sorted({case_id for case_id in ids if ids.count(case_id) > 1})
    if doubled:
        raise ValueError(f"two checks claim the same case: {', '.join(doubled)}")
    return tuple(sorted(rows, key=lambda row: row.id))


def checks_in(path: Path) -> Iterator[Case]:
    """The cases whose checks stand in a file."""
    for value in vars(_load(path)).values():
        row = getattr(value, ATTRIBUTE, None)
        if isinstance(row, Case):
            yield row


def _load(path: Path) -> ModuleType:
    """Import a check by path: checks are not a package, so that pytest and we find them alike."""
    name = f"poincon_checks_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load the check {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
