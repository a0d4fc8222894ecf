"""The geometry of the radar, and versions told in words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from builders.declared import save, text_of

from catalogue_portal.convergence.radar import radar_of
from doctrine.maturity import ThemeMaturity
from doctrine.model import Bilingual
from doctrine.sections import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from builders.reading_person import ReadingPerson

THEME = ThemeMaturity(Section("s", Bilingual("s", "s"), ()), 1, {}, 0, 0, 100, 100)


def themes(*levels: int) -> list[ThemeMaturity]:
    return [replace(THEME, level=level, projected=100) for level in levels]


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    radar = radar_of(themes(100, 100, 100, 100))
    assert radar is not None
    assert radar.now == "0,-100 100,0 0,100 -100,0"


def test_a_level_is_its_distance_from_the_middle() -> None:
    radar = radar_of(themes(0, 25, 50, 75, 100))
    assert radar is not None
    assert [round(math.hypot(dot.x, dot.y)) for dot in radar.dots] == [0, 25, 50, 75, 100]


def test_two_themes_have_no_surface() -> None:
    assert radar_of(themes(10, 20)) is None


def test_two_versions_are_compared_in_words(reads: Callable[[str], ReadingPerson], people: People) -> None:
    save(people, text_of(MES_URB_03="state: planned, due: 2099-01-31"))
    save(people, text_of(MES_URB_03="state: conforms, evidence: [a.pdf]", MES_SEC_01="state: partly"))
    person = reads("owner").open(f"/apps/{people.app.id}/convergence/comparison?before=1&after=2")
    assert person.sees("2 requirements are declared otherwise.")
    assert person.sees("Planned → becomes Conforms")
    assert person.sees("a.pdf")
    person.open(f"/apps/{people.app.id}/convergence/comparison?before=2&after=2")
    assert person.sees("Both declare the same.")
