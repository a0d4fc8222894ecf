"""Filling in theme by theme: what is kept, what is told beside its field, and two people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.declared import OAU, SEC, URB, kept, save, text_of
from builders.site import form_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from builders.reading_person import ReadingPerson
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

URBANISATION = "?theme=urbanisation"


def form_url(people: People, query: str = URBANISATION) -> str:
    return f"/apps/{people.app.id}/convergence/declaration{query}"


def send(client: FlaskClient, people: People, *, query: str = URBANISATION, **typed: str) -> TestResponse:
    """Press save; names are written `state__MES_URB_03`."""
    url = form_url(people, query)
    data = {name.replace("__", ".").replace("_", "-"): value for name, value in typed.items()}
    return client.post(url, data={"form_token": form_token(client, url), "after": "0"} | data)


def page_of(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def value_of(page: BeautifulSoup, name: str) -> str:
    field = page.find(attrs={"name": name})
    assert field is not None, name
    return str(field["value"]) if field.name == "input" else field.get_text().removeprefix("\n")


def chosen(page: BeautifulSoup, requirement: str) -> str:
    radio = page.select_one(f'input[name="state.{requirement}"][checked]')
    assert radio is not None
    return str(radio["value"])


def test_a_theme_is_declared_and_the_next_one_follows(reads: Callable[[str], ReadingPerson], people: People) -> None:
    person = reads("owner").open(f"/apps/{people.app.id}").follow("See the convergence")
    assert person.sees("Nothing is declared yet")
    person.follow("Begin the declaration")
    assert person.sees("Declare: Urbanisation")
    typed = {f"state.{URB}": "planned", f"due.{URB}": "2099-01-31", f"plan.{URB}": "certificate  asked\nfor"}
    person.press("Save and go to the next theme", **typed)
    assert person.sees("Version 1 is saved.")
    assert person.sees("Declare: Interoperability")
    assert kept(people)[-1].endswith(
        f'  # Certified hosting (HDS)\n  {URB}: {{state: planned, due: 2099-01-31, plan: "certificate asked for"}}\n'
    )
    person.open(f"/apps/{people.app.id}/convergence")
    assert person.sees("31 January 2099")


def test_what_is_not_on_the_form_stays_as_it_was(entered: Callable[[str], FlaskClient], people: People) -> None:
    save(people, text_of(MES_SEC_01="state: partly, plan: soon", REF_OAU_04="state: conforms"))
    send(entered("mate"), people, after="1", state__MES_URB_03="conforms", evidence__MES_URB_03="a.pdf\r\n\r\nb.pdf")
    text = kept(people)[-1]
    assert f'{SEC}: {{state: partly, plan: "soon"}}' in text
    assert f"{OAU}: {{state: conforms}}" in text
    assert f'{URB}: {{state: conforms, evidence: ["a.pdf", "b.pdf"]}}' in text


def test_saving_without_a_change_makes_no_version(reads: Callable[[str], ReadingPerson], people: People) -> None:
    save(people, text_of(MES_URB_03="state: conforms"))
    person = reads("owner").open(form_url(people)).press("Save this theme")
    assert person.sees("Nothing had changed")
    assert len(kept(people)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"state": "not_applicable"}, "reason", "Say why it does not concern this app."),
        ({"state": "planned", "plan": "soon"}, "due", "Give the day"),
        ({"state": "planned", "due": "2099-02-30"}, "due", "Write a day of the calendar"),
        ({"state": "planned", "due": "tomorrow"}, "due", "Write a day of the calendar"),
        ({"state": "conforms", "due": "2099-01-31"}, "due", "This is only for"),
        ({"state": "conforms", "plan": "more"}, "plan", "This is only for"),
        ({"state": "conforms", "reason": "x" * 4_001}, "reason", "at most 4000 characters"),
        ({"state": "conforms", "reason": "a\x07b"}, "reason", "cannot be kept"),
        ({"state": "conforms", "evidence": "\n".join(map(str, range(21)))}, "evidence", "at most 20 documents"),
        ({"state": "conforms", "evidence": "a\x07b"}, "evidence", "cannot be kept"),
        ({"state": "done"}, "state", "Choose one of the values."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    entered: Callable[[str], FlaskClient], people: People, typed: dict[str, str], field: str, said: str
) -> None:
    rows = {f"{part}__MES_URB_03": value for part, value in typed.items()}
    other = "not a word of this is lost"
    answer = send(entered("owner"), people, state__MES_URB_04="partly", plan__MES_URB_04=other, **rows)
    page = page_of(answer)
    assert answer.status_code == 422
    assert kept(people) == []
    beside = page.select_one(f"#wrong-{field}\\.{URB}-1".replace(".", "\\.", 1).replace("\\\\", "\\"))
    assert beside is not None
    assert said in beside.get_text()
    assert page.select_one(f'#wrong-summary a[href="#field-{field}.{URB}"]') is not None
    assert value_of(page, "plan.MES-URB-04") == other
    for part in ("reason", "plan", "due", "evidence"):
        assert value_of(page, f"{part}.{URB}") == typed.get(part, "")
    details = page.select_one(f"#{URB} details")
    assert details is not None
    assert field == "state" or details.has_attr("open")


def test_of_two_people_at_once_nobody_is_overwritten_unseen(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, text_of(MES_URB_03="state: partly"))
    owner, mate = entered("owner"), entered("mate")
    send(mate, people, after="1", state__MES_URB_03="conforms", state__MES_URB_04="conforms")

    mine = {"state__MES_URB_03": "planned", "due__MES_URB_03": "2099-01-31", "state__MES_URB_04": "undeclared"}
    answer = send(owner, people, after="1", **mine)
    page = page_of(answer)

    assert answer.status_code == 409
    assert len(kept(people)) == 2, "nothing was saved"
    assert value_of(page, f"due.{URB}") == "2099-01-31"
    assert chosen(page, URB) == "planned", "what was typed is kept"
    assert chosen(page, "MES-URB-04") == "conforms", "where nothing was changed, theirs is shown"
    notes = [one.get_text(" ", strip=True) for one in page.select(".wrong")]
    assert notes == ["Somebody else saved meanwhile: “Conforms”. Saving again puts yours in its place."]
    told = page.select_one(".notice.open")
    assert told is not None
    assert "Version 2 is the newest" in told.get_text()
    assert value_of(page, "after") == "2"

    again = {"state__MES_URB_03": "planned", "due__MES_URB_03": "2099-01-31", "state__MES_URB_04": "conforms"}
    assert send(owner, people, after="2", **again).status_code == 303
    assert f"{URB}: {{state: planned, due: 2099-01-31}}" in kept(people)[-1]
    assert "MES-URB-04: {state: conforms}" in kept(people)[-1]


@pytest.mark.parametrize(("after", "status"), [("", 422), ("two", 422), ("-1", 404), ("7", 404)])
def test_a_form_from_no_version_saves_nothing(
    entered: Callable[[str], FlaskClient], people: People, after: str, status: int
) -> None:
    assert send(entered("owner"), people, after=after, state__MES_URB_03="conforms").status_code == status
    assert kept(people) == []


def test_the_long_list_is_filtered_by_theme_and_by_what_is_left(
    reads: Callable[[str], ReadingPerson], people: People
) -> None:
    save(people, text_of(MES_URB_03="state: conforms"))
    person = reads("owner")

    def shown(query: str) -> list[str]:
        return [str(one["id"]) for one in person.open(form_url(people, query)).page.select(".declaring")]

    everything = shown(URBANISATION)
    assert URB in everything
    assert shown(URBANISATION + "&show=left") == [one for one in everything if one != URB]
    assert shown(URBANISATION + "&show=conforms") == [URB]
    assert shown(URBANISATION + "&show=planned") == []
    assert person.sees("Nothing of this theme passes the filter.")
    link = person.open(form_url(people, "?theme=eco_design")).page.select_one("#tally a")
    assert link is not None
    assert str(link["href"]).rpartition("#")[2] in shown("?theme=eco_design")
    assert person.client.get(form_url(people, "?theme=nothing")).status_code == 404


def test_a_long_theme_is_filled_in_part_by_part(reads: Callable[[str], ReadingPerson], people: People) -> None:
    person = reads("owner").open(form_url(people, "?theme=protocols"))
    parts = [str(one["href"]) for one in person.page.select(".chapters details a")]
    assert len(parts) > 5
    seen: list[str] = []
    for part in parts:
        rows = [str(one["id"]) for one in person.open(part).page.select(".declaring")]
        assert 0 < len(rows) <= 25, part
        seen += rows
    assert len(seen) == len(set(seen)) > 60, "each requirement is in one part"

    person.open(form_url(people, "?theme=protocols.id_token"))
    assert person.sees("Declare: Protocols and exchanges › ID token")
    person.press("Save this theme", **{f"state.{OAU}": "conforms"})
    assert person.sees("Declare: Protocols and exchanges › ID token"), "one stays in the part that was saved"
    assert person.page.select_one("#part progress[value='1']") is not None
    assert f"{OAU}: {{state: conforms}}" in kept(people)[-1]
    left = person.open(form_url(people, "?theme=protocols.id_token&show=left")).page.select(".declaring")
    assert OAU not in [str(one["id"]) for one in left]


def test_a_row_of_a_requirement_that_does_not_exist_is_left_out(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    send(entered("owner"), people, state__REF_OAU_99="conforms", state__MES_URB_03="conforms")
    assert "REF-OAU-99" not in kept(people)[-1]
