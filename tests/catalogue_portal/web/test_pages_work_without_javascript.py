"""The whole path of a publisher, and a reviewer's finding, with JavaScript switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.site import path_of, serving
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.told_story import Story
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def plain(chromium: Browser, own_story: Story) -> Iterator[Page]:
    """A page of a browser without JavaScript, on a story of its own."""
    with serving(portal_app(own_story.context)) as url:
        browser = chromium.new_context(java_script_enabled=False, base_url=url, locale="en-GB")
        yield browser.new_page()
        browser.close()


def enter(page: Page, story: Story, who: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(story.email(who))
    page.get_by_label("Password").fill(story.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_publisher_registers_an_app_and_adds_a_release(plain: Page, own_story: Story) -> None:
    enter(plain, own_story, "camille")
    plain.get_by_role("link", name="Register an app").click()
    plain.get_by_label("Name", exact=True).fill("Autre carnet")
    plain.get_by_role("button", name="Register this app").click()
    assert plain.get_by_role("heading", level=1).inner_text() == "Autre carnet"
    plain.get_by_role("link", name="Add a release").click()
    plain.get_by_label("poincon.yaml").fill("app: [not a manifest\n")
    plain.get_by_label("A folder of this demonstration").select_option("")
    plain.get_by_role("button", name="Only check it").click()
    assert "problem" in plain.locator("#wrong-summary").inner_text()
    assert "not a manifest" in plain.get_by_label("poincon.yaml").input_value(), "what was typed is kept"
    assert plain.locator(".lines li.bad").count() == 1, "the problem stands at its line"


def test_run_can_be_followed_by_loading_the_page_again(plain: Page, own_story: Story) -> None:
    enter(plain, own_story, "camille")
    plain.goto(path_of("live run", own_story))
    assert "3 of 6" in plain.get_by_role("main").inner_text()
    plain.get_by_role("link", name="Refresh").click()
    assert "Running" in plain.get_by_role("main").inner_text()


def test_reviewer_keeps_a_finding(plain: Page, own_story: Story) -> None:
    enter(plain, own_story, "nadia")
    plain.goto(path_of("evaluation", own_story))
    requirement = plain.locator("#MES-CON-01")
    requirement.locator("summary").click()
    requirement.get_by_label("Met", exact=True).check()
    requirement.get_by_label("Why").fill("Refusing leads to a page that says so.")
    to_weigh = plain.locator("#tally progress").get_attribute("max")
    requirement.get_by_role("button", name="Keep this finding").click()
    assert f"2 of {to_weigh} " in plain.locator("#tally").inner_text()
    assert "Refusing leads" in plain.locator("#MES-CON-01").inner_text()


def test_reviewer_weighs_together_what_the_run_proved(plain: Page, own_story: Story) -> None:
    enter(plain, own_story, "nadia")
    plain.goto(path_of("evaluation", own_story))
    plain.locator("#together > summary").focus()
    plain.keyboard.press("Enter")
    ticked = plain.locator("#together [name=requirements]:checked").count()
    plain.locator("#together [value=REF-OAU-05]").focus()
    plain.keyboard.press("Space")
    plain.get_by_label("Why they are met").fill("The exchanges of each check were read.")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Enter")
    expect(plain.locator("#tally")).to_contain_text(f"{ticked} of ")  # one had been weighed before, one was left out
    expect(plain.locator("#REF-OAU-01")).to_contain_text("The exchanges of each check were read.")
    expect(plain.locator("#REF-OAU-05")).to_contain_text("To be weighed")


def test_language_and_theme_are_changed_by_plain_buttons(plain: Page) -> None:
    plain.goto("/catalogue")
    plain.get_by_role("button", name="Français").click()
    assert plain.locator("html").get_attribute("lang") == "fr"
    plain.get_by_role("button", name="Sombre").click()
    assert plain.locator("html").get_attribute("data-theme") == "dark"
    assert plain.url.endswith("/catalogue")


def test_publisher_declares_by_keyboard_alone(plain: Page, own_story: Story) -> None:
    enter(plain, own_story, "camille")
    plain.goto(path_of("convergence before it begins", own_story))
    plain.get_by_role("link", name="Begin the declaration").press("Enter")
    row = plain.locator("#MES-URB-03")
    row.get_by_label("Not declared").press("ArrowLeft")  # the one before
    expect(row.get_by_label("Not applicable")).to_be_checked()
    row.locator("summary").press("Enter")
    plain.get_by_role("button", name="Save this theme").press("Enter")
    expect(plain.locator("#wrong-summary")).to_contain_text("Say why it does not concern this app.")
    row.get_by_label("Reason").press_sequentially("hosted by the person alone")
    plain.get_by_role("button", name="Save this theme").press("Enter")
    expect(plain.get_by_role("status").first).to_have_text("Version 1 is saved.")
    expect(row.get_by_label("Reason")).to_have_value("hosted by the person alone")
