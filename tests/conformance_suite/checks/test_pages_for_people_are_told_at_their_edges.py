"""Which pages of a run are held against people's needs, what is said of them, and where a bound lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders.episodes import RECORD, episode, screen, visit

from conformance_suite.episode import Run
from conformance_suite.events import Response
from conformance_suite.readable import assert_errors_are_for_people, assert_pages_say_language_and_title
from conformance_suite.verdicts import Spoken

HTML = "text/html"
GOOD = "<html lang=fr><title>Carnet</title><p>Refusé."
Said = tuple[str, tuple[str, ...], dict[str, str]]


def errors(*events: object, faults: tuple[str, ...] = ("state_altered",)) -> Said:
    one = episode(*events)
    one.faults = faults
    return said_of(one.run)


def said_of(run: Run) -> Said:
    try:
        assert_errors_are_for_people(run)
    except Spoken as spoken:
        return spoken.key, spoken.exchanges, spoken.values
    return "pass", (), {}


def pages(*events: object) -> Said:
    try:
        assert_pages_say_language_and_title(episode(*events))
    except Spoken as spoken:
        return spoken.key, spoken.exchanges, spoken.values
    return "pass", (), {}


def page(text: str = GOOD, *, kind: str | None = HTML, name: str = "v-1", **given: Any) -> Any:  # noqa: ANN401 - any field
    return visit(text=text, kind=kind, id=name, **given)


JSON = page("{}", kind="application/json", name="v-json")


@pytest.mark.parametrize("journey", ["login", "read_measures", "write_measure"])
def test_the_last_page_of_each_journey_is_looked_at(journey: str) -> None:
    json = replace(JSON, journey=journey)
    good = page(journey=journey)

    assert errors(good, json) == ("machine_answer_shown", ("v-json",), {"kind": "application/json"})
    assert errors(json, good) == ("pass", (), {})
    assert errors(good, replace(json, journey="logout"))[0] == "pass"


def test_a_journey_that_ended_on_no_page_says_nothing() -> None:
    silent = page(name="v-9", answered=None)
    moved = replace(JSON, response=Response(303, (("Content-Type", "application/json"),), "{}"))

    assert errors() == ("not_answered", (), {"error": "timeout"})
    assert errors(silent) == ("not_answered", (), {"error": "timeout"})
    assert errors(JSON, silent) == ("not_answered", (), {"error": "timeout"})
    assert errors(JSON, moved) == ("not_answered", (), {"error": "timeout"})
    assert errors(JSON, silent, page(journey="read_measures"))[0] == "pass"
    assert errors(JSON, faults=()) == ("not_answered", (), {"error": "timeout"})


def test_each_play_with_a_fault_is_looked_at() -> None:
    good, bad, honest = (episode(one) for one in (page(), JSON, JSON))
    good.faults = bad.faults = ("state_altered",)

    assert said_of(Run(RECORD, [good, honest]))[0] == "pass"
    assert said_of(Run(RECORD, [good, bad]))[:2] == ("machine_answer_shown", ("v-json",))
    assert said_of(Run(RECORD, [bad, good]))[:2] == ("machine_answer_shown", ("v-json",))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("application/problem+json", "{}", ("machine_answer_shown", {"kind": "application/problem+json"})),
        ("application/fhir+json;v=1", "x", ("machine_answer_shown", {"kind": "application/fhir+json;v=1"})),
        ("Application/JSON", "x", ("machine_answer_shown", {"kind": "Application/JSON"})),
        ("text/xml", "<a/>", ("machine_answer_shown", {"kind": "text/xml"})),
        ("application/xml", "<a/>", ("machine_answer_shown", {"kind": "application/xml"})),
        ("text/plain", "Refusé.", ("pass", {})),
        ("text/plain", "[1, 2]", ("machine_answer_shown", {"kind": "text/plain"})),
        (None, '{"a": 1}', ("machine_answer_shown", {"kind": "-"})),
        (None, "Refusé.", ("pass", {})),
        (HTML, "<html lang=''>Refusé.", ("language_not_told", {"lang": "-"})),
        (HTML, "<html lang=' FR-fr'>Refusé.", ("pass", {})),
        (HTML, "<html lang=de-CH>Abgelehnt.", ("language_not_told", {"lang": "de"})),
        ("application/xhtml+xml", "<html>Refusé.", ("language_not_told", {"lang": "-"})),
    ],
)
def test_a_page_is_known_by_its_type_its_beginning_and_its_language(
    kind: str | None, text: str, said: tuple[str, dict[str, str]]
) -> None:
    key, values = said
    assert errors(page(text, kind=kind)) == (key, () if key == "pass" else ("v-1",), values)


def test_a_screen_is_judged_in_place_of_the_page_that_it_was_made_of() -> None:
    good = screen("Refusé.", visit="v-1")

    assert errors(JSON, good) == ("pass", (), {})
    assert errors(replace(good, words="{}")) == ("machine_answer_shown", ("v-1",), {"kind": HTML})
    assert errors(replace(good, words="[]", visit=None)) == ("machine_answer_shown", (), {"kind": HTML})
    assert errors(replace(good, kind="application/json"))[2] == {"kind": "application/json"}
    assert errors(replace(good, words="{}"), good) == ("pass", (), {})  # the last one counts
    assert errors(replace(good, lang="en-US")) == ("pass", (), {})
    assert errors(replace(good, lang="")) == ("language_not_told", ("v-1",), {"lang": "-"})
    assert errors(replace(good, lang="es-ES", visit=None)) == ("language_not_told", (), {"lang": "es"})
    assert errors(replace(good, lang="", kind="text/plain")) == ("pass", (), {})


def test_every_page_says_its_language_and_has_a_title() -> None:
    assert pages(page(), page(name="v-2", journey="logout")) == ("pass", (), {})
    nameless = page("<html><title>Carnet</title>Refusé.", name="v-2")
    for silent in (page("<html>"), page(kind="text/plain"), page(answered=None), page(status=302)):
        assert pages(silent, nameless)[:2] == ("language_not_told", ("v-2",))
    untitled = page("<html lang=de><title> </title>Abgelehnt.", name="v-2", url="http://app/x/y?z=1")
    assert pages(page(), untitled) == ("page_untitled", ("v-2",), {"path": "/x/y"})
    assert pages(page("<title>Carnet</title>Refusé.")) == ("language_not_told", ("v-1",), {"lang": "-"})
    assert pages(page("Refusé.", kind="text/plain")) == ("pass", (), {})
    assert pages(page("<html>")) == ("pass", (), {})  # nothing to read
    assert pages(page("<html>Refusé.", answered=None)) == ("pass", (), {})
    assert pages(page("<html>Refusé.", status=302)) == ("pass", (), {})


def test_every_screen_says_its_language_and_has_a_title() -> None:
    good = screen(visit="v-1", address="http://app/x/y?z=1#w")

    assert pages(replace(good, words=" ", lang=""), replace(good, title=""))[0] == "page_untitled"
    assert pages(good, page("<html>Refusé.")) == ("pass", (), {})  # scripts made something else of it
    assert pages(good, replace(good, lang="", visit="v-2")) == ("language_not_told", ("v-2",), {"lang": "-"})
    assert pages(replace(good, lang="", visit=None)) == ("language_not_told", (), {"lang": "-"})
    assert pages(replace(good, title=" \n")) == ("page_untitled", ("v-1",), {"path": "/x/y"})
    assert pages(replace(good, title="", visit=None)) == ("page_untitled", (), {"path": "/x/y"})
    assert pages(replace(good, lang="", words=" ")) == ("pass", (), {})
    assert pages(replace(good, lang="", kind="application/pdf")) == ("pass", (), {})
    assert pages(replace(good, lang="de")) == ("pass", (), {})
