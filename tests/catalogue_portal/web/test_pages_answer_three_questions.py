"""Where am I, what is the state, what can I do next: every page says so at its head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.site import PAGES, client_of, path_of

from catalogue_portal.web.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.told_story import Story
    from flask import Flask
    from flask.testing import FlaskClient


@dataclass(frozen=True)
class Shown:
    """A page as it was answered."""

    status: int
    page: BeautifulSoup


@pytest.fixture(scope="module")
def shown(site: Flask, story: Story) -> Callable[[str, str], Shown]:
    """A page of the story in a language; nothing here changes any, so each is asked for once."""

    @cache
    def ask(name: str, language: str) -> Shown:
        client = client_of(site, story, PAGES[name][0], language=language)
        answer = client.get(path_of(name, story))
        return Shown(answer.status_code, BeautifulSoup(answer.get_data(as_text=True), "html.parser"))

    return ask


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_title_and_says_its_language(name: str, language: str, shown: Callable[[str, str], Shown]) -> None:
    answer = shown(name, language)
    assert answer.status == (404 if name == "nothing here" else 200)
    page = answer.page
    assert page.html is not None
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    assert page.title is not None
    assert page.title.get_text().endswith("· Poinçon")
    assert page.find("a", class_="skip") is not None


@pytest.mark.parametrize("name", PAGES)
def test_identifiers_of_a_page_are_unique(name: str, shown: Callable[[str, str], Shown]) -> None:
    identifiers = [element["id"] for element in shown(name, "fr").page.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nothing_of_another_host(name: str, shown: Callable[[str, str], Shown]) -> None:
    page = shown(name, "fr").page
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
