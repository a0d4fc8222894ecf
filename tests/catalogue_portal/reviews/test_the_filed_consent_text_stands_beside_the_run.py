"""The consent text that was filed is compared with the one that the run looked for on the app's page."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from builders.portal_apps import portal_app
from builders.site import client_of, path_of

from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.evidence.models import EvidenceVersion
from catalogue_portal.reviews.consent import consent_text_of
from catalogue_portal.runs.models import Run
from doctrine.consent_text import digest_of_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builders.told_story import Story

FILED = digest_of_words("Carnet lit vos mesures.")


@pytest.fixture
def own_story(told: Story, tmp_path: Path) -> Iterator[Story]:
    copy = told.copied(tmp_path)
    yield copy
    copy.context.database.close()


def ran(story: Story, said: dict[str, Any] | None) -> None:
    """Have the run of the open dossier say this of the consent text."""
    here = story.context
    with here.database.writing() as session:
        run = session.get_one(Run, story.ids["good run"])
        place = here.settings.runs / str(run.report_file)
        text = json.dumps(json.loads(place.read_text(encoding="utf-8")) | {"consent_text": said})
        place.write_text(text, encoding="utf-8")
        run.report_digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def row(digest: str, *, shown: bool | None) -> dict[str, Any]:
    return {"digest": digest, "shown": shown, "exchanges": ["v-3"]}


@pytest.mark.parametrize(
    ("said", "stands", "words"),
    [
        (row(FILED, shown=True), "shown", "The run saw the filed text"),
        (row(FILED, shown=False), "not_shown", "The run did not find the filed text"),
        (row("sha256:" + "0" * 64, shown=True), "another", "declares another text"),
        (row(FILED, shown=None), "not_compared", "did not compare"),
        (None, "not_compared", "did not compare"),
    ],
)
def test_the_reviewer_reads_how_the_filed_text_stands(
    own_story: Story, said: dict[str, Any] | None, stands: str, words: str
) -> None:
    ran(own_story, said)
    with own_story.context.database.reading() as session:
        dossier = session.get_one(Dossier, own_story.ids["open dossier"])
        assert consent_text_of(session, dossier, own_story.context.settings) == stands
    client = client_of(portal_app(own_story.context), own_story, "nadia", language="en")

    page = BeautifulSoup(client.get(path_of("evaluation", own_story)).get_data(as_text=True), "html.parser")

    told = page.find(id="consent-text")
    assert told is not None
    assert words in told.get_text()


def test_without_a_filed_text_nothing_is_said(own_story: Story) -> None:
    with own_story.context.database.writing() as session:
        dossier = session.get_one(Dossier, own_story.ids["open dossier"])
        kept = [session.get_one(EvidenceVersion, one) for one in dossier.documents]
        dossier.documents = [one.id for one in kept if one.document.type != "consent_text"]
    with own_story.context.database.reading() as session:
        dossier = session.get_one(Dossier, own_story.ids["open dossier"])
        assert consent_text_of(session, dossier, own_story.context.settings) is None
