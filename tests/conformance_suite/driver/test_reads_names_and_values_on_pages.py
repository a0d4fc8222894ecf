from __future__ import annotations

import json
import time

import pytest

from conformance_suite.driver.reading import PageText

NAME = "Chloé D'Arvor"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Chloé D'Arvor</p>",
        "<p>Chlo&eacute; D&#39;Arvor</p>",
        "<p>Chlo&#xe9; D&apos;Arvor</p>",
        "<p><b>Chloé</b>\n   D'Arvor</p>",
        "<p>Chloe\u0301 D'Arvor</p>",
        json.dumps({"name": NAME}),
        json.dumps({"name": NAME}).replace("'", "\\u0027"),
        '<script type="application/json">{"name": "Chlo\\u00e9 D\\u0027Arvor"}</script>',
        '<div data-name="Chlo&eacute; D&#39;Arvor"></div>',
    ],
)
def test_a_name_is_found_however_it_is_escaped(page: str) -> None:
    assert PageText(page).shows(NAME)


@pytest.mark.parametrize("page", ["", "<p>Chloé</p>", "<p>Chloé Arvor</p>", "\\ud800", "\\u00"])
def test_another_name_is_not(page: str) -> None:
    assert not PageText(page).shows(NAME)


def test_nothing_is_never_shown() -> None:
    assert not PageText("<p>anything</p>").shows("")


def test_characters_beyond_the_first_plane_are_unescaped_in_json() -> None:
    assert PageText(json.dumps({"name": "a 😀 b"})).shows("a 😀 b")


@pytest.mark.parametrize("page", ["<li>61.37 kg", "<td>61,37</td>", '{"value": 61.37}', "<b>61</b>.37 61.370"])
def test_a_value_is_found_with_point_or_comma(page: str) -> None:
    assert PageText(page).values_shown(["61.37"]) == ["61.37"]


@pytest.mark.parametrize(
    "page", ["161.37", "61.375", "61.3", "<script>61.37</script>", "<!-- 61.37 -->", "<p id='61.37'>"]
)
def test_a_value_inside_another_or_out_of_sight_is_not(page: str) -> None:
    assert PageText(page).values_shown(["61.37"]) == []


@pytest.mark.parametrize("page", ["<script" * 100_000, "<!--" * 200_000, "<" * 500_000, "\\" * 500_000, "&" * 500_000])
def test_a_page_made_to_be_slow_is_read_in_no_time(page: str) -> None:
    began = time.process_time()
    PageText(page).shows(NAME)
    PageText(page).values_shown(["61.37"])
    assert time.process_time() - began < 3
