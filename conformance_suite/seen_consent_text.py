"""The consent text that a manifest declares, and whether the page of the app shows it, word for word. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.page_sources import pages, source_of
from conformance_suite.pages import readable_text
from conformance_suite.report import ConsentTextReport
from conformance_suite.scripts.consent_text import JOURNEY, LOOK
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from doctrine.consent_text import digest_of_words, plain_words

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Response, Visit


def consent_text_of_run(run: Run) -> ConsentTextReport | None:
    """What the run says of the declared text; None when none is declared. `shown` is None when nobody came there."""
    declared = run.record.consent_text
    if declared is None:
        return None
    seen = _pages(run)
    wanted = plain_words(declared)
    read = [(visit.id, readable_text(response)) for visit, response in seen]
    screens = [screen for episode in run.episodes if episode.role == LOOK for screen in episode.screens_of(JOURNEY)]
    read += [(screen.visit or "", screen.words) for screen in screens]  # a page that no request led to shows it as well
    where = [visit for visit, words in read if wanted in plain_words(words)]
    looked = [visit.id for visit, _response in seen]
    shown = bool(where) if seen or where else None
    return ConsentTextReport(digest_of_words(declared), shown, tuple(filter(None, where)) or tuple(looked))


def assert_approved_text_shown(episode: Episode) -> None:
    """The text declared is the one approved, and stands on the page of the journey, unless scripts make that page."""
    record = episode.run.record
    if record.consent_text_digest is None or record.consent_text is None:
        raise NotApplicable("no_text_approved")
    shown = [one for one in pages(episode) if one[0].journey == JOURNEY]
    if digest_of_words(record.consent_text) != record.consent_text_digest:
        looked, digest = [visit.id for visit, _response in shown], digest_of_words(record.consent_text)
        raise Failure("consent_text_not_approved", exchanges=looked, digest=digest)
    wanted = plain_words(record.consent_text)
    said = [readable_text(response) for _visit, response in shown]
    said += [screen.words for screen in episode.screens_of(JOURNEY)]
    if any(wanted in plain_words(words) for words in said):
        return
    if not shown or any(source_of(response).scripted for _visit, response in shown):
        raise Inconclusive("consent_text_not_seen")
    raise Failure("consent_text_not_shown", exchanges=[visit.id for visit, _response in shown])


def _pages(run: Run) -> list[tuple[Visit, Response]]:
    """The pages of the journey, when it came to its end."""
    return [
        (visit, response)
        for episode in run.episodes
        if episode.role == LOOK and any(end.name == JOURNEY and end.outcome == "done" for end in episode.journeys)
        for visit, response in pages(episode)
        if visit.journey == JOURNEY
    ]
