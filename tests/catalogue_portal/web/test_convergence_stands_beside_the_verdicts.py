"""The radar and its table, what the suite says with links to its cases, the declaration beside a reviewer's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from builders.site import path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.told_story import Story
    from flask.testing import FlaskClient


def test_the_table_tells_everything_that_the_radar_draws(
    story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    client = signed_in("camille")
    client.set_cookie("poincon_language", "en")
    page = BeautifulSoup(client.get(path_of("convergence", story)).get_data(as_text=True), "html.parser")
    drawing = page.select_one(".radar svg[role=img]")
    assert drawing is not None
    assert str(drawing["aria-labelledby"]) == "radar-title radar-told"
    told = drawing.select_one("#radar-told")
    assert told is not None
    rows = page.select(".beside-radar tbody tr")
    numbers = [one.get_text() for one in drawing.select("text")]
    assert numbers == [str(number) for number in range(1, len(rows) + 1)]
    for number, row in enumerate(rows, start=1):
        head = row.th.get_text(" ", strip=True).partition(". ")[2]  # type: ignore[union-attr]
        level = row.td.get_text(strip=True)  # type: ignore[union-attr]
        assert f"{number}. {head}: {level}" in told.get_text()


def test_what_the_suite_contradicts_leads_to_its_case(
    story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    client = signed_in("camille")
    client.set_cookie("poincon_language", "en")
    page = BeautifulSoup(client.get(path_of("convergence", story)).get_data(as_text=True), "html.parser")
    section = page.find(id="suite")
    assert section is not None
    found = section.find_next("table")
    assert found is not None
    assert "The suite contradicts it" in found.get_text()
    link = found.select_one("td a")
    assert link is not None
    assert client.get(str(link["href"])).status_code == 200


def test_a_reviewer_goes_from_the_evaluation_to_what_was_filed(
    story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    client = signed_in("nadia")
    client.set_cookie("poincon_language", "en")
    page = BeautifulSoup(client.get(path_of("evaluation", story)).get_data(as_text=True), "html.parser")
    row = page.find(id="MES-URB-03")
    assert row is not None
    assert "certificate asked for" in row.get_text()
    link = row.find("a", string=lambda text: bool(text) and "See the declaration" in text) or row.select_one(
        "a[href*=convergence]"
    )
    assert link is not None
    answer = client.get(str(link["href"]))
    assert answer.status_code == 200
    assert story.ids["good run"] in answer.get_data(as_text=True), "confronted with the run of the dossier"


def test_what_the_run_proved_is_filled_in_and_not_saved(
    story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    client = signed_in("camille")
    path = path_of("declaration of what the run proved", story)
    page = BeautifulSoup(client.get(path).get_data(as_text=True), "html.parser")
    plain = BeautifulSoup(client.get(path.replace("&propose=run", "")).get_data(as_text=True), "html.parser")

    def chosen(shown: BeautifulSoup) -> dict[str, str]:
        return {str(one["name"]): str(one["value"]) for one in shown.select(".declaring input[checked]")}

    assert set(chosen(plain).values()) == {"undeclared"}
    assert set(chosen(page).values()) == {"conforms"}
    assert chosen(page).keys() == chosen(plain).keys()
