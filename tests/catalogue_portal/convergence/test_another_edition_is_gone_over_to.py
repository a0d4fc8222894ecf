"""Going over to another edition: what it changes is read first, then a version is made that carries over the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.declared import OAU, URB, kept, save, text_of
from builders.site import form_token

from catalogue_portal.convergence.intake import kept as parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from builders.reading_person import ReadingPerson
    from flask.testing import FlaskClient

BUTTON = "Go over to edition 2027-1"


def url(people: People, to: str = "2027-1") -> str:
    return f"/apps/{people.app.id}/convergence/edition?to={to}"


def test_what_changes_is_shown_and_nothing_is_kept_before_the_button(
    reads: Callable[[str], ReadingPerson], people: People
) -> None:
    save(people, text_of(MES_URB_03="state: conforms", REF_OAU_04="state: conforms"))
    person = reads("owner").open(f"/apps/{people.app.id}/convergence")
    person.follow("See what edition 2027-1 changes, and go over to it")
    assert person.sees("This edition is a draft")
    assert person.sees("New (1)")
    assert person.sees("Own addresses by current TLS")
    assert person.sees("Certified hosting (HDS)")
    assert len(kept(people)) == 1

    person.press(BUTTON)

    assert person.sees("Version 2 is saved.")
    carried = parsed(kept(people)[-1])
    assert carried.edition == "2027-1"
    assert {URB, OAU} == set(carried.declared)
    person.open(f"/apps/{people.app.id}/convergence")
    assert person.sees("You declare for edition 2027-1.")
    assert person.sees("See what edition 2026-1 changes, and go over to it")


def test_what_the_other_edition_does_not_ask_is_left_behind_and_said(
    reads: Callable[[str], ReadingPerson], people: People
) -> None:
    text = text_of(MES_URB_03="state: conforms", REF_TLS_05="state: conforms").replace("2026-1", "2027-1")
    save(people, text)
    person = reads("mate").open(url(people, "2026-1"))
    assert person.sees("No longer asked (1)")
    assert person.sees("earlier versions keep it")
    person.press("Go over to edition 2026-1")
    assert set(parsed(kept(people)[-1]).declared) == {URB}
    assert kept(people)[0] == text


def test_before_anything_is_declared_one_may_begin_with_the_other_edition(
    reads: Callable[[str], ReadingPerson], people: People
) -> None:
    reads("owner").open(url(people)).press(BUTTON)
    assert parsed(kept(people)[-1]).edition == "2027-1"


def test_who_was_overtaken_sees_it_and_nothing_is_lost(entered: Callable[[str], FlaskClient], people: People) -> None:
    client = entered("owner")
    token = form_token(client, url(people))
    save(people, text_of(MES_URB_03="state: conforms"))

    answer = client.post(url(people), data={"form_token": token, "after": "0"})

    assert answer.status_code == 409
    told = answer.get_data(as_text=True)
    assert "What was saved meanwhile" in told
    assert 'name="after" value="1"' in told
    assert len(kept(people)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        ("owner", "1999-1", "0", 404),
        ("owner", "../2026-1", "0", 404),
        ("owner", "2027-1", "x", 422),
        ("owner", "2027-1", "9", 404),
        ("stranger", "2027-1", "0", 404),
        ("reviewer", "2027-1", "0", 403),
    ],
)
def test_who_may_not_or_names_nothing_keeps_nothing(
    entered: Callable[[str], FlaskClient], people: People, asked: tuple[str, str, str, int]
) -> None:
    who, to, after, status = asked
    client = entered(who)
    token = form_token(client, "/")

    assert client.post(url(people, to), data={"form_token": token, "after": after}).status_code == status
    assert kept(people) == []
