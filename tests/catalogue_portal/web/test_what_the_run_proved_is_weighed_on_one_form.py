"""The form for what the run proved: what stays ticked is met, what is unticked waits, what is refused is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.portal_apps import portal_app
from builders.reading_person import ReadingPerson
from builders.site import client_of, form_token, path_of

if TYPE_CHECKING:
    from builders.told_story import Story

BECAUSE = "The exchanges of each check were read."
PROVEN = "#together input[name=requirements]"


@pytest.fixture
def nadia(own_story: Story) -> ReadingPerson:
    """The reviewer, before the page of the evaluation."""
    return _reader(own_story, "nadia")


def _reader(story: Story, who: str) -> ReadingPerson:
    client = client_of(portal_app(story.context), story, who, language="en")
    return ReadingPerson(client).open(path_of("evaluation", story))


def test_what_is_unticked_is_left_to_be_weighed(nadia: ReadingPerson) -> None:
    ticked = [str(one["value"]) for one in nadia.page.select(f"{PROVEN}[checked]")]
    assert "REF-OAU-04" not in ticked, "it was weighed before"
    nadia.press("Find them met", rationale=BECAUSE, requirements=ticked[1:])
    assert [str(one["value"]) for one in nadia.page.select(PROVEN)] == ticked[:1]
    assert "To be weighed" in nadia.page.select_one(f"#{ticked[0]}").get_text(" ")
    assert BECAUSE in nadia.page.select_one(f"#{ticked[1]}").get_text(" ")


def test_form_is_gone_when_nothing_is_left_that_the_run_proved(nadia: ReadingPerson) -> None:
    nadia.press("Find them met", rationale=BECAUSE)
    assert nadia.page.select_one("#together") is None


@pytest.mark.parametrize(
    ("requirements", "rationale", "said"),
    [
        (["REF-OAU-05"], "", "Fill this in."),
        (["REF-OAU-05"], "ok", "Write a little more: at least ten characters."),
        ([], BECAUSE, "Tick at least one requirement."),
        (["REF-OAU-05", "MES-LAW-02"], BECAUSE, "The run did not prove this: weigh it on its own. (MES-LAW-02)"),
        (["REF-OAU-04", "REF-OAU-05"], BECAUSE, "Somebody has weighed this already"),
    ],
)
def test_what_was_ticked_and_typed_is_kept_when_it_is_refused(
    nadia: ReadingPerson, own_story: Story, requirements: list[str], rationale: str, said: str
) -> None:
    token = form_token(nadia.client, path_of("evaluation", own_story))
    url = f"/dossiers/{own_story.ids['open dossier']}/findings"
    typed = {"requirements": requirements, "rationale": rationale, "form_token": token}
    answer = nadia.client.post(url, data=typed)
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert (answer.status_code, said in page.select_one("#wrong-summary").get_text(" ")) == (422, True)
    assert page.select_one("#together").has_attr("open")
    assert [one["value"] for one in page.select(f"{PROVEN}[checked]")] == [
        name for name in requirements if name == "REF-OAU-05"
    ]
    assert page.select_one("#field-rationale").get_text().strip() == rationale


def test_only_what_is_left_is_shown_when_that_is_wanted(nadia: ReadingPerson) -> None:
    everything = nadia.page.select("main section.sheet")
    nadia.follow("Show only what is still to be weighed")
    left = [str(one["id"]) for one in nadia.page.select("main section.sheet")]
    assert set(left) == {str(one["id"]) for one in everything} - {"REF-OAU-04", "MES-INT-14"}
    nadia.press("Find them met", rationale=BECAUSE)
    assert len(nadia.page.select("main section.sheet")) < len(left), "one stays where one was"


def test_finding_is_opened_to_be_changed(nadia: ReadingPerson) -> None:
    link = nadia.page.select_one("#REF-OAU-04 a[href*=change]")
    assert link is not None
    nadia.open(str(link["href"]).partition("#")[0])
    button = " ".join(nadia.page.select_one("#REF-OAU-04 button").get_text(" ", strip=True).split())
    nadia.press(button, outcome="not_met", rationale="Another look at it.")
    assert "Another look at it." in nadia.page.select_one("#REF-OAU-04").get_text(" ")


def test_form_is_for_whoever_weighs(own_story: Story) -> None:
    assert _reader(own_story, "yann").page.select_one("#together") is None
