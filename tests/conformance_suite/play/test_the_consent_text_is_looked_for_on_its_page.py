"""The consent text that a manifest declares is looked for on the app's page, word for word, in a real run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
import pytest
from builders.checking import check, only
from builders.episodes import RECORD, episode, visit
from builders.reference_apps import conformant

from conformance_suite import report as reports
from conformance_suite.episode import Run
from conformance_suite.events import JourneyEnd
from conformance_suite.seen_consent_text import assert_approved_text_shown, consent_text_of_run
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable, Spoken
from doctrine.consent_text import digest_of_words, plain_words

if TYPE_CHECKING:
    from pathlib import Path

    from builders.checking import Checked

TEXT = "Carnet lit vos mesures pour vous les montrer, et n'en fait rien d'autre."
PAGE = "<h1>Accord</h1><p>Carnet lit vos <b>mesures</b>\n pour vous les montrer, et n&rsquo;en fait rien d’autre.</p>"
APP = '''from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Shows what people consent to at its door."""

    def home(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The text."""
        return Page(200, """%s""")
'''


def played(folder: Path, text: str) -> Checked:
    manifest = conformant(folder / "app")
    written = manifest.read_text(encoding="utf-8").replace(
        "  features: []", f'  features: []\n  consent_text: "{text}"'
    )
    written = written.replace("journeys:\n", "journeys:\n  consent_text: {get: /}\n")
    manifest.write_text(written, encoding="utf-8")
    (folder / "app" / "defect.py").write_text(APP % PAGE, encoding="utf-8")
    return check(manifest, folder / "run", *only(["AREQ-03"]))


def test_a_run_sees_the_text_whatever_the_markup_and_the_apostrophes(tmp_path: Path) -> None:
    checked = played(tmp_path, TEXT)

    told = checked.report["consent_text"]
    assert (told["shown"], told["digest"], checked.code) == (True, digest_of_words(TEXT), 0), checked.err
    assert told["exchanges"]
    assert checked.report["facts"] == []
    jsonschema.validate(checked.report, reports.schema())


def test_a_page_that_says_something_else_contradicts_the_declaration(tmp_path: Path) -> None:
    checked = played(tmp_path, TEXT.replace("rien d'autre", "ce que nous voulons"))

    assert checked.report["consent_text"]["shown"] is False
    (found,) = checked.report["facts"]
    assert (found["fact"], found["kind"]) == ("app.consent_text", "contradiction")
    assert found["exchanges"]
    assert checked.report["verdict"] == "conformant", "the verdict speaks of cases"


def looked(text: str, *, outcome: str = "done", role: str = "look", declared: str | None = TEXT) -> Run:
    page = visit(url="http://app/consent", text=text, journey="consent_text", callback=False)
    assert page.response is not None
    page = replace(page, response=replace(page.response, headers=(("content-type", "text/html"),)))
    one = replace(episode(page, JourneyEnd("consent_text", outcome, None, 1.0, 2.0)), role=role)
    return Run(replace(RECORD, consent_text=declared), [one])


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        (looked(PAGE), True),
        (looked("<p>Bonjour</p>"), False),
        (looked(PAGE.replace("<p>", "<p hidden><script>").replace("</p>", "</script></p>")), False),
        (looked(PAGE, outcome="failed"), None),
        (looked(PAGE, role="case"), None),
    ],
    ids=["shown", "not_shown", "in_a_script", "journey_failed", "another_play"],
)
def test_only_the_page_of_the_journey_counts(run: Run, shown: bool | None) -> None:  # noqa: FBT001 - a row
    told = consent_text_of_run(run)
    assert told is not None
    assert told.shown is shown


def test_without_a_declared_text_a_run_says_nothing() -> None:
    assert consent_text_of_run(looked(PAGE, declared=None)) is None


def test_the_digest_is_of_the_words() -> None:
    assert digest_of_words("Un  texte\nd\u2019accord") == digest_of_words("Un texte d'accord")
    assert plain_words("e\u0301te\u0301") == "été"
    assert digest_of_words("Un texte") != digest_of_words("un texte")


@pytest.mark.parametrize(
    ("text", "approved", "said"),
    [
        (PAGE, digest_of_words(TEXT), None),
        ("<p>Autre chose.</p>", digest_of_words(TEXT), (Failure, "consent_text_not_shown")),
        (PAGE, digest_of_words("Autre chose."), (Failure, "consent_text_not_approved")),
        (PAGE, None, (NotApplicable, "no_text_approved")),
        ("<div></div><script src='/app.js'></script>", digest_of_words(TEXT), (Inconclusive, "consent_text_not_seen")),
    ],
)
def test_the_approved_text_is_on_the_page_or_another_one_is(
    text: str, approved: str | None, said: tuple[type[Spoken], str] | None
) -> None:
    run = looked(text, role="case")
    run.record = replace(run.record, consent_text_digest=approved)
    (one,) = run.episodes
    one.run = run
    if said is None:
        assert_approved_text_shown(one)
        return
    with pytest.raises(said[0]) as caught:
        assert_approved_text_shown(one)
    assert caught.value.key == said[1]
