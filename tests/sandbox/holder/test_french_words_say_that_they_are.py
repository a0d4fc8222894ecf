"""On an English page, what people of the space wrote is marked as French (WCAG 2.2, 3.1.2; RGAA 4.1, 8.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, NavigableString
from builders.consulting import consult
from builders.documents import pair
from builders.identity import doctor, professionals_counter
from builders.my_pages import visitor

from sandbox.desk import SpaceDesk
from sandbox.holder.record_view import PARTS, lines
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.families import Family
    from builders.spaces import Bench

    from sandbox.people.persona import Persona


def language_of(text: NavigableString) -> str:
    """Return the language in which a text is read aloud."""
    return str(next(parent["lang"] for parent in text.parents if parent.get("lang")))


def languages(html: str, words: str) -> set[str]:
    """Return the languages in which words are said to be, wherever a page has them as a text of their own."""
    soup = BeautifulSoup(html, "html.parser")
    told = soup.select_one("main")
    assert told is not None
    return {language_of(text) for text in told.find_all(string=lambda it: words in (it or ""))}


@pytest.mark.parametrize("part", ["documents", "appointments", "messages"])
def test_titles_and_details_of_the_record_are_french(settled: Bench, kin: Family, part: str) -> None:
    act = {"persona": kin.mother.id, "subject": "Vos résultats", "text": "Bonjour, tout va bien."}
    SpaceDesk().act(settled.space, None, "professional_writes", act)
    page = visitor(settled, kin.mother).get(f"/{part}?lang=en").text
    shown = lines(settled.space, kin.mother, PARTS[part]).lines

    assert shown
    for line in shown:
        for words in (line.title, line.detail):
            assert not words or languages(page, words.split("\n")[0]) <= {"fr", "fr-FR"}, words


def test_measures_have_english_names(settled: Bench, kin: Family) -> None:
    assert languages(visitor(settled, kin.mother).get("/measures?lang=en").text, "Body weight") <= {"en"}


def test_a_document_in_another_language_says_which(bench: Bench) -> None:
    app = pair(bench)
    document = app.simplified(description="Discharge summary")
    document["content"][0]["attachment"]["language"] = "en"
    assert app.publish(document).status_code == 201

    page = visitor(bench, app.paired.persona).get("/documents?lang=fr").text

    assert languages(page, "Discharge summary") == {"en"}


def test_names_of_institutions_are_french(bench: Bench, persona: Persona) -> None:
    one = bench.space.part(People).directory.professional(0)
    page = visitor(bench, persona).get(f"/professionals?lang=en&name={one.family_name}").text
    assert languages(page, one.organization.name) == {"fr"}


def test_a_document_on_a_page_of_professionals_is_french(bench: Bench, persona: Persona) -> None:
    consulting = consult(bench)
    consulting.get("?lang=en")
    record = consulting.agree(persona)
    for title in consulting.titles(record)[:3]:
        assert languages(consulting.get(record).text, title) == {"fr"}
        assert languages(consulting.get(consulting.link(record, title)).text, title) == {"fr"}


def test_the_institution_of_a_professional_who_signs_in_is_french() -> None:
    counter = professionals_counter()
    one = doctor(counter)
    organization = counter.realm.part(Professionals).everyone()[0].organization
    page = counter.page(counter.bench.browser(), counter.register(), login_hint=one.login, ui_locales="en").text
    assert languages(page, organization.name) == {"fr"}
