"""Finding a patient: traits, matricule, datamatrix; homonyms; and who is nobody to a professional."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.consulting import Consulting, picture_of
from PIL import Image

from sandbox.holder.pages.dates import told
from sandbox.holder.professional_rights import RightsOfProfessionals
from sandbox.ins.datamatrix import write_datamatrix
from sandbox.ins.identity import identity_of
from sandbox.ins.symbol import draw_png
from sandbox.people.accounts import Accounts
from sandbox.people.ins import with_key
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench

NOBODY = "No record matches this identity."


@pytest.fixture
def english(somebody: Consulting) -> Consulting:
    somebody.get("?lang=en")
    return somebody


def test_a_patient_is_found_in_each_way(bench: Bench, english: Consulting) -> None:
    persona = bench.persona()
    spaced = " ".join([persona.ins.matricule[:1], persona.ins.matricule[1:3], persona.ins.matricule[3:]])
    ways = (
        english.find(persona),
        english.find(persona, given_names=persona.given_name, birthplace=""),
        english.post("/find", way="matricule", matricule=spaced, birth_name=persona.family_name.upper()),
        english.send_picture(picture_of(persona)),
    )

    assert {answer.status_code for answer in ways} == {303}
    assert len({answer.headers["Location"] for answer in ways}) == 1
    page = bench.follow(english.browser, ways[0])
    assert told(persona.birthdate, "en") in page.text
    assert persona.id not in page.text
    assert persona.id not in ways[0].headers["Location"]


def test_the_language_chosen_stays(english: Consulting) -> None:
    assert 'lang="en"' in english.get().text
    english.get("?lang=fr")
    assert 'lang="fr"' in english.get().text


def test_homonyms_are_told_apart(bench: Bench, english: Consulting) -> None:
    people = bench.space.part(People)
    first = people.create()
    second = people.create(homonym_of=first)

    alike = english.find(first, given_names=first.given_name, birthplace="")

    assert alike.status_code == 422
    assert "several identities" in alike.text
    assert bench.exchange.facts["insi_code"] == "02"
    assert first.family_name in alike.text
    assert english.found(first) != english.found(second)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"family_name": ""}, "no valid identity trait"),
        ({"family_name": "7"}, "no valid identity trait"),
        ({"birthdate": "yesterday"}, "no valid identity trait"),
        ({"doubtful": "yes"}, "doubtful identity"),
        ({"family_name": "Personne"}, NOBODY),
        ({"way": "matricule", "matricule": "123456789012345"}, "no matricule"),
        ({"way": "matricule", "matricule": ""}, "no matricule"),
    ],
)
def test_what_cannot_be_asked_is_told_beside_the_field(
    bench: Bench, english: Consulting, fields: dict[str, str], says: str
) -> None:
    answer = english.find(bench.persona(), **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'role="alert"' in answer.text


def test_a_matricule_with_another_name_is_nobodys(bench: Bench, english: Consulting) -> None:
    fields = {"way": "matricule", "matricule": bench.persona().ins.matricule}
    assert NOBODY in english.post("/find", **fields, birth_name="Autre").text
    assert "no valid identity trait" in english.post("/find", **fields, birth_name="7").text


def test_the_matricule_of_a_real_person_is_refused(english: Consulting) -> None:
    answer = english.post("/find", way="matricule", matricule=with_key("1790375121518"), birth_name="Autre")
    assert answer.status_code == 422
    assert ("identity", with_key("1790375121518")) in english.bench.notebook.secrets


def test_pictures_that_are_no_ins_are_told(bench: Bench, english: Consulting) -> None:
    persona = bench.persona()
    text = write_datamatrix(identity_of(persona))
    blank = io.BytesIO()
    Image.new("L", (200, 200), 255).save(blank, "PNG")
    for data, says in (
        (b"", "No single datamatrix"),
        (b"GIF", "No single datamatrix"),
        (blank.getvalue(), "No single datamatrix"),
        (draw_png("HELLO"), "not that of an INS"),
        (draw_png(text.replace("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.8\x1d")), "identity of a real person"),
    ):
        answer = english.send_picture(data)
        assert answer.status_code == 422
        assert says in answer.text
    too_large = english.send_picture(bytes(5 * 1024 * 1024))
    assert too_large.status_code == 413


def test_who_has_no_open_space_or_blocked_the_professional_is_nobody(bench: Bench, english: Consulting) -> None:
    """The page must not tell one from the other, nor either from somebody who does not exist."""
    never = english.find(replace(bench.persona(), family_name="Personne"))
    expected = never.status_code, _without_form(never.text)
    for event in (("announce",), ("announce", "refuse"), ("close",), ("suspend",)):
        persona = bench.persona()
        for one in event:
            bench.space.part(Accounts).happen(persona.id, one)
        answer = english.find(persona)
        assert (answer.status_code, _without_form(answer.text)) == expected, event
        assert bench.exchange.facts["insi_code"] == "01"
    persona = bench.persona()
    _block(bench, persona, english)
    for answer in (english.find(persona), english.send_picture(picture_of(persona))):
        assert (answer.status_code, NOBODY in answer.text) == (422, True)
        assert persona.given_name.upper() not in answer.text


def test_who_blocks_later_disappears_at_once(bench: Bench, english: Consulting) -> None:
    persona = bench.persona()
    page = english.qualified(persona)
    title = english.titles(page)[0]
    link = english.link(page, title)
    _block(bench, persona, english)

    for answer in (
        english.get(page),
        english.get(link),
        english.get(f"{link}/file"),
        english.get(f"{page}/datamatrix.svg"),
        english.post(f"{page}/agreement", agreed="yes"),
        english.post(f"{page}/emergency", reason="inconscient"),
        english.post(f"{page}/identity", seen="yes"),
        english.post(f"{page}/documents", kind="report", title="t", text="t"),
    ):
        assert answer.status_code == 404
        assert persona.name not in answer.text
        assert title not in answer.text
    assert page not in english.get().text


def _block(bench: Bench, persona: object, consulting: Consulting) -> None:
    rights = bench.space.part(RightsOfProfessionals)
    rights.put(persona, rights.of(persona).with_blocked(consulting.doctor.id))


def _without_form(text: str) -> str:
    """Leave out what was typed, which comes back in the fields."""
    return text.partition("<form id=")[0]
