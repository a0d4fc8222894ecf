"""A declared fact that the run contradicts stands on the run's page, beside the reviewer's work and in convergence."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.portal_apps import portal_app
from builders.site import client_of, path_of

from catalogue_portal.runs.models import Run
from conformance_suite.report import FactReport, from_json, to_json
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from builders.told_story import Story

MESSAGE = Bilingual("Une page charge un traceur <b>.", "A page loads a tracker <b>.")
FACT = FactReport("features.trackers", "contradiction", (), ("t.example",), ("v-7",), MESSAGE, ("MES-SEC-02",))
REMARK = FactReport(
    "client.scope", "remark", ("openid",), (), (), Bilingual("Jamais demandée.", "Never asked for."), ()
)
PAGES = [("camille", "conformant run"), ("nadia", "conformant run"), ("nadia", "evaluation")]


def contradict(story: Story) -> None:
    """Have the good run contradict facts; its report is kept and signed anew, as a run would have left it."""
    here = story.context
    with here.database.writing() as session:
        run = session.get_one(Run, story.ids["good run"])
        place = here.settings.runs / str(run.report_file)
        text = to_json(replace(from_json(place.read_text(encoding="utf-8")), facts=(FACT, REMARK)))
        place.write_text(text, encoding="utf-8")
        run.report_digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(("language", "word"), [("fr", "Contredit"), ("en", "Contradicted")])
def test_run_and_evaluation_show_contradiction_remark_and_what_would_apply(
    own_story: Story, language: str, word: str
) -> None:
    contradict(own_story)
    site = portal_app(own_story.context)
    for who, page in PAGES:
        client = client_of(site, own_story, who, language=language)
        found = BeautifulSoup(client.get(path_of(page, own_story)).get_data(as_text=True), "html.parser")
        heading = found.find(id="facts")
        assert heading is not None
        assert heading.parent is not None
        told = heading.parent.get_text(" ", strip=True)
        assert all(
            one in told for one in (word, "features.trackers", MESSAGE[language], "v-7", REMARK.message[language])
        )
        assert heading.parent.select_one('a[href*="/doctrine/MES-SEC-02"]') is not None


def test_a_run_that_contradicts_nothing_shows_nothing_of_it(own_story: Story) -> None:
    client = client_of(portal_app(own_story.context), own_story, "nadia")
    for page in ("conformant run", "evaluation"):
        assert 'id="facts"' not in client.get(path_of(page, own_story)).get_data(as_text=True)


def test_convergence_confronted_with_the_run_says_that_the_manifest_is_contradicted(own_story: Story) -> None:
    contradict(own_story)
    client = client_of(portal_app(own_story.context), own_story, "nadia", language="en")

    page = client.get(path_of("filed declaration", own_story)).get_data(as_text=True)

    assert "The run contradicts the manifest" in page
    assert "A page loads a tracker &lt;b&gt;." in page


def test_an_evaluation_whose_report_is_gone_is_still_shown(own_story: Story) -> None:
    contradict(own_story)
    with own_story.context.database.reading() as session:
        run = session.get_one(Run, own_story.ids["good run"])
        (own_story.context.settings.runs / str(run.report_file)).unlink()
    client = client_of(portal_app(own_story.context), own_story, "nadia")

    answer = client.get(path_of("evaluation", own_story))

    assert answer.status_code == 200
    assert 'id="facts"' not in answer.get_data(as_text=True)
