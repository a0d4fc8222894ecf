"""What JavaScript adds: findings kept without leaving the page, a catalogue that answers at once, a run seen live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.site import path_of, serving
from builders.told_story import finish_started
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.told_story import Story
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def page(chromium: Browser, own_story: Story, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser of somebody, on a story of its own."""
    app = portal_app(own_story.context)
    with serving(app) as url:
        browser = chromium.new_context(base_url=url, locale="en-GB")
        secret = own_story.sessions[request.param]
        browser.add_cookies([{"name": "poincon_session", "value": secret, "url": url}])
        opened = browser.new_page()
        yield opened
        browser.close()


@pytest.mark.parametrize("page", ["nadia"], indirect=True)
def test_finding_is_kept_without_leaving_the_page(page: Page, own_story: Story) -> None:
    page.goto(path_of("evaluation", own_story))
    requirement = page.locator("#MES-CON-01")
    requirement.locator("summary").click()
    requirement.get_by_label("Met", exact=True).check()
    requirement.get_by_label("Why").fill("Refusing leads to a page that says so.")
    to_weigh = page.locator("#tally progress").get_attribute("max")
    page.evaluate("window.still = true")
    requirement.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("#tally")).to_contain_text(f"2 of {to_weigh} ")
    expect(page.locator("#MES-CON-01")).to_contain_text("Refusing leads")
    assert page.evaluate("window.still") is True
    assert page.locator("#tally").count() == 1


@pytest.mark.parametrize("page", ["nadia"], indirect=True)
def test_refused_finding_says_why_on_the_spot(page: Page, own_story: Story) -> None:
    page.goto(path_of("evaluation", own_story))
    requirement = page.locator("#MES-CON-01")
    requirement.locator("summary").click()
    requirement.get_by_label("Why").fill("No outcome was chosen.")
    requirement.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("#MES-CON-01 [role=alert]")).to_be_visible()
    expect(page.locator("#MES-CON-01").get_by_label("Why")).to_have_value("No outcome was chosen.")


@pytest.mark.parametrize("page", ["nadia"], indirect=True)
def test_what_is_weighed_on_its_own_leaves_the_form_of_what_the_run_proved(page: Page, own_story: Story) -> None:
    page.goto(path_of("evaluation", own_story))
    proven = int(page.locator("#proven").inner_text())
    requirement = page.locator("#REF-OAU-05")
    requirement.locator("summary").click()
    requirement.get_by_label("Not met", exact=True).check()
    requirement.get_by_label("Why").fill("The exchange shows another audience.")
    requirement.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("#proven")).to_have_text(str(proven - 1))
    expect(page.locator("#proven-REF-OAU-05")).to_have_count(0)
    expect(page.locator("#together [name=requirements]")).to_have_count(proven - 1)


@pytest.mark.parametrize("page", ["nadia"], indirect=True)
def test_next_to_be_weighed_is_unfolded_and_not_hidden(page: Page, own_story: Story) -> None:
    page.emulate_media(reduced_motion="reduce")  # one is there at once
    page.goto(path_of("evaluation", own_story))
    page.get_by_role("link", name="Protocols and exchanges").click()
    page.evaluate("document.querySelectorAll('section > details').forEach((one) => one.removeAttribute('open'))")
    page.get_by_role("link", name="Next to be weighed").click()
    there = page.locator(":target")
    expect(there.locator("details")).to_have_attribute("open", "")
    expect(there.get_by_label("Why")).to_be_visible()
    bar, shown = page.locator("#tally").bounding_box(), there.bounding_box()
    assert bar is not None
    assert shown is not None
    assert shown["y"] >= bar["y"] + bar["height"]


@pytest.mark.parametrize("page", ["camille"], indirect=True)
def test_catalogue_answers_while_one_types(page: Page) -> None:
    page.goto("/catalogue")
    expect(page.locator("#found h2")).to_have_text("2 apps")
    page.get_by_label("Words").press_sequentially("souffle")
    expect(page.locator("#found h2")).to_have_text("1 app")


@pytest.mark.parametrize("page", ["camille"], indirect=True)
def test_run_is_seen_live_until_its_report(page: Page, own_story: Story) -> None:
    page.goto(path_of("live run", own_story))
    expect(page.locator("progress")).to_have_attribute("value", "3")
    finish_started(own_story, own_story.ids["live run"], app=("Carnet de tension", "2.5.0"))
    expect(page.get_by_role("heading", name="Requirement by requirement")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Conformant")


@pytest.mark.parametrize("page", ["camille"], indirect=True)
def test_run_is_seen_live_even_when_the_stream_is_blocked(page: Page, own_story: Story) -> None:
    page.route("**/stream", lambda route: route.fulfill(status=429))
    page.goto(path_of("live run", own_story))
    expect(page.locator("progress")).to_have_attribute("value", "3")
    finish_started(own_story, own_story.ids["live run"], app=("Carnet de tension", "2.5.0"))
    expect(page.get_by_role("heading", name="Requirement by requirement")).to_be_visible()


@pytest.mark.parametrize("page", ["camille"], indirect=True)
def test_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/desk")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Register an app")).to_be_focused()


@pytest.mark.parametrize("page", ["camille"], indirect=True)
def test_errors_of_a_form_are_read_first(page: Page) -> None:
    page.goto("/apps/new")
    page.get_by_role("button", name="Register this app").click()
    expect(page.locator("#wrong-summary")).to_be_focused()
    page.get_by_role("link", name="Name").last.click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
