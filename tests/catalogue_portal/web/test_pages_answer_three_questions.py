"""Where am I, what is the state, what can I do next: every page says so at its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.site import PAGES, path_of

from catalogue_portal.web.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.told_story import Story
    from flask.testing import FlaskClient


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_title_and_says_its_language(
    name: str, language: str, story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    client = signed_in(PAGES[name][0])
    client.set_cookie("poincon_language", language)
    answer = client.get(path_of(name, story))
    assert answer.status_code == (404 if name == "nothing here" else 200)
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    assert page.title is not None
    assert page.title.get_text().endswith("· Poinçon")
    assert page.find("a", class_="skip") is not None


@pytest.mark.parametrize("name", PAGES)
def test_identifiers_of_a_page_are_unique(
    name: str, story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    page = BeautifulSoup(signed_in(PAGES[name][0]).get(path_of(name, story)).get_data(as_text=True), "html.parser")
    identifiers = [element["id"] for element in page.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nothing_of_another_host(
    name: str, story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    page = BeautifulSoup(signed_in(PAGES[name][0]).get(path_of(name, story)).get_data(as_text=True), "html.parser")
    wanted = [element.get("src") or element.get("href") for element in page.find_all(["script", "link", "img"])]
    assert all(str(address).startswith("/") for address in wanted)
    assert page.find(style=True) is None, "the policy of our pages forbids style attributes"
    assert all(script.get("src") for script in page.find_all("script"))


def test_procedure_is_drawn_with_the_present_step(story: Story, signed_in: Callable[[str | None], FlaskClient]) -> None:
    client = signed_in("nadia")
    client.set_cookie("poincon_language", "en")
    page = BeautifulSoup(client.get(path_of("dossier", story)).get_data(as_text=True), "html.parser")
    here = page.select_one(".procedure [aria-current=step]")
    assert here is not None
    assert "Evaluation" in here.get_text()


def test_page_of_a_labelled_app_is_done_with_the_procedure(
    story: Story, signed_in: Callable[[str | None], FlaskClient]
) -> None:
    page = BeautifulSoup(
        signed_in("olivier").get(path_of("closed dossier", story)).get_data(as_text=True), "html.parser"
    )
    assert len(page.select(".procedure li.done")) == 8
