"""Whether the page of a consent text shows it: word for word, on which page, in which play, and what is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import RECORD, episode, screen, visit

from conformance_suite.events import JourneyEnd
from conformance_suite.scripts.consent_text import JOURNEY, LOOK
from conformance_suite.seen_consent_text import assert_approved_text_shown, consent_text_of_run
from conformance_suite.verdicts import Spoken
from doctrine.consent_text import digest_of_words

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Visit
    from conformance_suite.record import RunRecord

WORDS = "Le carnet lit vos mesures, et n'en fait rien d'autre."
DECLARED = replace(RECORD, consent_text=WORDS, consent_text_digest=digest_of_words(WORDS))
THERE = JourneyEnd(JOURNEY, "done", None, 8.0, 12.0)


def page(text: str = f"<p>{WORDS}</p>", **given: Any) -> Visit:  # noqa: ANN401 - any field
    fields = {"id": "v-1", "journey": JOURNEY, "kind": "text/html", "callback": False, "url": "http://app/c", **given}
    return visit(text=text, **fields)


def said(*events: object, record: RunRecord = DECLARED) -> tuple[str, tuple[str, ...], dict[str, str]]:
    one = episode(*events)
    one.run.record = record
    try:
        assert_approved_text_shown(one)
    except Spoken as spoken:
        return spoken.key, spoken.exchanges, spoken.values
    return "pass", (), {}


def test_of_an_app_without_an_approved_text_none_is_wanted() -> None:
    without = replace(RECORD, consent_text=WORDS)
    assert said(page(), record=without) == ("no_text_approved", (), {})
    assert said(page(), record=replace(DECLARED, consent_text=None)) == ("no_text_approved", (), {})
    assert said(page(), record=RECORD) == ("no_text_approved", (), {})


def test_another_text_than_the_approved_one_is_told_by_its_digest() -> None:
    other = replace(DECLARED, consent_text="Le carnet fait ce qu'il veut.")
    digest = {"digest": digest_of_words("Le carnet fait ce qu'il veut.")}

    assert said(page(), page(id="v-2"), record=other) == ("consent_text_not_approved", ("v-1", "v-2"), digest)
    assert said(record=other) == ("consent_text_not_approved", (), digest)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"<h1>Votre accord</h1><p>{WORDS}</p><a href=/>Continuer</a>", "pass"),
        ("<p>Le carnet lit\n <b>vos</b> mesures, et n&#8217;en fait rien d&rsquo;autre.</p>", "pass"),
        ("<p>Le carnet lit vos mesures.</p>", "consent_text_not_shown"),
        (f"<p>Le carnet lit vos mesures.</p><!-- {WORDS} -->", "consent_text_not_shown"),
        ("<p>Le carnet lit vos mesures.</p><script></script>", "consent_text_not_seen"),
        (f"<p>{WORDS}</p><script></script>", "pass"),
    ],
)
def test_the_approved_text_stands_on_the_page_word_for_word(text: str, key: str) -> None:
    assert said(page(text)) == (key, ("v-1",) if key == "consent_text_not_shown" else (), {})


def test_only_pages_of_that_journey_that_people_are_meant_to_see_count() -> None:
    assert said() == ("consent_text_not_seen", (), {})
    assert said(page(journey="login")) == ("consent_text_not_seen", (), {})
    assert said(page(status=500)) == ("consent_text_not_seen", (), {})
    assert said(page("<p>Non.</p>"), page(journey="login", id="v-2")) == ("consent_text_not_shown", ("v-1",), {})
    assert said(page("<p>Non.</p>"), page(id="v-2")) == ("pass", (), {})
    assert said(screen(WORDS, journey=JOURNEY)) == ("pass", (), {})
    assert said(screen(WORDS)) == ("consent_text_not_seen", (), {})


def looked(*events: object, role: str = LOOK) -> Episode:
    one = episode(*events)
    one.role = role
    one.run.record = DECLARED
    return one


def report(one: Episode) -> tuple[bool | None, tuple[str, ...]] | None:
    found = consent_text_of_run(one.run)
    assert found is None or found.digest == digest_of_words(WORDS)
    return found and (found.shown, found.exchanges)


def test_the_report_says_whether_whoever_came_to_the_page_saw_the_declared_text() -> None:
    other = page("<p>Non.</p>", id="v-2")

    assert report(looked(THERE, page())) == (True, ("v-1",))
    assert report(looked(THERE, other, page())) == (True, ("v-1",))
    assert report(looked(THERE, other)) == (False, ("v-2",))
    assert report(looked(THERE)) == (None, ())
    assert report(looked(page())) == (None, ())  # who did not come to the end
    assert report(looked(replace(THERE, outcome="failed"), page())) == (None, ())
    assert report(looked(replace(THERE, name="login"), page())) == (None, ())
    assert report(looked(THERE, page(), role="case")) == (None, ())
    assert report(looked(THERE, page(journey="login"))) == (None, ())


def test_what_scripts_made_of_the_page_is_seen_too() -> None:
    empty, seen = page("<div id=root></div>"), screen(WORDS, journey=JOURNEY, visit="v-1")

    assert report(looked(THERE, empty, seen)) == (True, ("v-1",))
    assert report(looked(THERE, empty, replace(seen, visit="v-2"))) == (True, ("v-2",))
    assert report(looked(THERE, empty, replace(seen, words="Non."))) == (False, ("v-1",))
    assert report(looked(THERE, empty, replace(seen, visit=None))) == (True, ("v-1",))
    assert report(looked(THERE, replace(seen, visit=None))) == (True, ())
    assert report(looked(THERE, replace(seen, words="Non."))) == (None, ())
    assert report(looked(THERE, empty, replace(seen, journey="login"))) == (False, ("v-1",))


def test_of_an_app_that_declares_no_text_nothing_is_reported() -> None:
    one = looked(THERE, page())
    one.run.record = RECORD
    assert report(one) is None
