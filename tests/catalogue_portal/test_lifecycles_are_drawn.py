"""The page of lifecycles is generated, and stale drawings fail."""

from pathlib import Path

from catalogue_portal import discovery, drawing
from catalogue_portal.lifecycle import Lifecycle

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lifecycles.md"


def test_the_page_is_what_the_tables_say() -> None:
    command = "python -m catalogue_portal.drawing docs/reference/lifecycles.md"
    assert PAGE.read_text(encoding="utf-8") == drawing.page(), f"stale: run {command}"


def test_every_row_of_every_noun_is_on_the_page() -> None:
    tables = [one for module in discovery.parts("lifecycle") for one in vars(module).values()]
    rows = sum(len(one.rows) for one in tables if isinstance(one, Lifecycle))
    assert sum(len(life.rows) for life in drawing.lives()) == rows


def test_every_state_can_be_reached_and_every_life_comes_to_an_end() -> None:
    for life in drawing.lives():
        reached, edge = {life.initial}, {life.initial}
        while edge:
            edge = {row.to for row in life.rows if row.source in edge} - reached
            reached |= edge
        assert reached == set(life.states), f"{life.noun}: cannot be reached: {set(life.states) - reached}"


def test_every_condition_is_told_in_a_sentence() -> None:
    for life in drawing.lives():
        for row in life.rows:
            assert all((guard.__doc__ or "").strip() for guard in row.guards), f"{life.noun}.{row.event}"
