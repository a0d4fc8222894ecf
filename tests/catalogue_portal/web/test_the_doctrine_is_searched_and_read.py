"""A lawyer finds a requirement by a word of it, in either language, and reads on its page since when it says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.portal_apps import portal_app
from markupsafe import escape

from app import cases_of
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.told_story import Story
    from flask.testing import FlaskClient

ENGLISH = {"Accept-Language": "en"}


def found(client: FlaskClient, words: str) -> list[str]:
    answer = client.get("/doctrine", query_string={"words": words})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    field = page.select_one('form[role="search"] input[name="words"]')
    assert field is not None
    assert field["value"] == words[:100]
    return [row.get_text().strip() for row in page.select("table th[scope=row]")]


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("hébergeur certifié", "MES-URB-03"),
        ("HEBERGEUR", "MES-URB-03"),  # whoever types no accent finds it too
        ("nonce", "REF-OAU-04"),
        ("ref-oau-04", "REF-OAU-04"),
        ("R.1111-39", "MES-LAW-02"),
    ],
)
def test_a_requirement_is_found_by_its_words(
    signed_in: Callable[[str | None], FlaskClient], words: str, id_: str
) -> None:
    listed = found(signed_in(None), words)
    assert id_ in listed
    assert len(listed) < len(load_edition().requirements) / 4


def test_without_words_all_are_listed_and_without_a_match_a_way_back(
    signed_in: Callable[[str | None], FlaskClient],
) -> None:
    client = signed_in(None)
    assert len(found(client, "")) == len(load_edition().requirements)
    hostile = '"><script>alert(1)</script>' + "x" * 500
    assert found(client, hostile) == []
    text = client.get("/doctrine", query_string={"words": hostile}, headers=ENGLISH).get_data(as_text=True)
    assert "No requirement says all of these words." in text
    assert "<script>alert" not in text


def test_the_page_of_a_requirement_tells_its_history(signed_in: Callable[[str | None], FlaskClient]) -> None:
    text = signed_in(None).get("/doctrine/REF-POR-01?edition=2027-1", headers=ENGLISH).get_data(as_text=True)
    assert "2026-1 (in force since 2026-01-01), r1" in text
    assert "2027-1 (draft), r2" in text
    assert "changed: " in text


def test_the_page_of_a_requirement_names_the_cases_that_prove_it(story: Story) -> None:
    with_suite = replace(story.context, ports=replace(story.context.ports, cases_of=cases_of))
    client = portal_app(with_suite).test_client()
    page = client.get("/doctrine/REF-OAU-04", headers=ENGLISH).get_data(as_text=True)
    told = cases_of("REF-OAU-04")
    assert "IDT-21" in told
    for case, title in told.items():
        assert case in page
        assert str(escape(title.en)) in page
    assert cases_of("MES-URB-03") == {}
