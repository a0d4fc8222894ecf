"""The maturity of themes as a radar: pure geometry for an inline drawing. The table beside it tells the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from doctrine.maturity import ThemeMaturity

RADIUS: Final = 100
BEYOND: Final = 114
"""How far from the middle an axis has its number."""
RINGS: Final = (25, 50, 75, 100)
FEWEST: Final = 3
"""Below three axes there is no surface to draw."""


@dataclass(frozen=True)
class Point:
    """A place in the drawing, whose middle is 0, 0."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:g},{self.y:g}"


@dataclass(frozen=True)
class Radar:
    """The drawing: where axes end and have their numbers, rings, the level now and once the plans are kept."""

    ends: tuple[Point, ...]
    numbers: tuple[Point, ...]
    rings: tuple[str, ...]
    now: str
    dots: tuple[Point, ...]
    projected: str


def radar_of(themes: Sequence[ThemeMaturity]) -> Radar | None:
    """Return the radar of these themes, first one up and then clockwise; None for too few."""
    many = len(themes)
    if many < FEWEST:
        return None

    def at(levels: Sequence[int], radius: int = RADIUS) -> tuple[Point, ...]:
        return tuple(_point(2 * math.pi * axis / many, level * radius / 100) for axis, level in enumerate(levels))

    full = [100] * many
    now = at([one.level for one in themes])
    return Radar(
        ends=at(full),
        numbers=at(full, BEYOND),
        rings=tuple(_path(at([ring] * many)) for ring in RINGS),
        now=_path(now),
        dots=now,
        projected=_path(at([one.projected for one in themes])),
    )


def _point(angle: float, distance: float) -> Point:
    return Point(round(distance * math.sin(angle), 1) + 0.0, round(-distance * math.cos(angle), 1) + 0.0)


def _path(points: Sequence[Point]) -> str:
    return " ".join(map(str, points))
