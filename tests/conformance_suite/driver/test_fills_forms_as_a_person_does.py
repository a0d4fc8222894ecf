from __future__ import annotations

import pytest

from conformance_suite.driver.forms import FormError, fill, find_form, parse_page

URL = "http://localhost:5000/page?x=1#f"
PAGE = """
<form id="other"><input name="q"></form>
<form id="main" method="post" action="/send?keep=1">
  <input type="hidden" name="csrf" value="t&amp;k">
  <input name="plain" value="kept"><input name="typed">
  <input name="off" value="x" disabled>
  <input type="checkbox" name="ticked" value="yes" checked><input type="checkbox" name="empty">
  <input type="radio" name="radio" value="a"><input type="radio" name="radio" value="b" checked>
  <select name="one"><option value="1">1<option value="2" selected>2</select>
  <select name="first"><option>alpha<option>beta</select>
  <textarea name="long">text</textarea><input type="file" name="upload">
  <button type="button" name="nothing" value="1">x</button>
  <button name="decision" value="allow">Yes</button>
  <button name="decision" value="refuse" formaction="/no">No</button>
</form>
"""


def test_a_form_is_sent_with_what_was_in_it_and_its_first_button() -> None:
    filled = fill(find_form(parse_page(PAGE), "#main"), {"typed": "61,37", "empty": "true", "radio": "a"}, page_url=URL)

    assert (filled.method, filled.action) == ("POST", "http://localhost:5000/send?keep=1")
    assert dict(filled.fields) == {
        "csrf": "t&k",
        "plain": "kept",
        "typed": "61,37",
        "ticked": "yes",
        "empty": "on",
        "radio": "a",
        "one": "2",
        "first": "alpha",
        "long": "text",
        "decision": "allow",
    }


def test_another_button_may_be_pressed_and_says_where_to() -> None:
    form = find_form(parse_page(PAGE), "#main")
    filled = fill(form, {}, page_url=URL, press=lambda button: button.get("value") == "refuse")

    assert filled.action == "http://localhost:5000/no"
    assert ("decision", "refuse") in filled.fields
    assert ("decision", "allow") not in filled.fields


def test_a_form_without_action_goes_to_its_own_page() -> None:
    filled = fill(find_form(parse_page(PAGE), "#other"), {"q": "a"}, page_url=URL)
    assert (filled.method, filled.action) == ("GET", "http://localhost:5000/page")


def test_a_selector_inside_a_form_finds_the_form() -> None:
    assert find_form(parse_page(PAGE), "input[name=typed]").get("id") == "main"


@pytest.mark.parametrize("selector", ["#absent", "p", "##", ":nth(", ""])
def test_a_form_that_is_not_there_is_told(selector: str) -> None:
    with pytest.raises(FormError):
        find_form(parse_page(PAGE + "<p>"), selector)


def test_a_field_that_is_not_there_cannot_be_filled() -> None:
    with pytest.raises(FormError, match="no field 'weight'"):
        fill(find_form(parse_page(PAGE), "#main"), {"weight": "1"}, page_url=URL)


def test_a_page_nested_without_end_is_only_a_page() -> None:
    with pytest.raises(FormError):
        find_form(parse_page("<div>" * 20_000), "form")
