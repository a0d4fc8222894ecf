"""Whether the pages that a person gets are made for a person: words, a language, a title; whatever the space did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.events import REDIRECTS
from conformance_suite.page_sources import is_html, source_of
from conformance_suite.pages import readable_text
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Response, Visit

LANGUAGES = {"fr", "en"}  # what the driver's browser asks for
_MACHINE = ("application/json", "application/problem+json", "application/fhir+json", "application/xml", "text/xml")


def assert_errors_are_for_people(run: Run) -> None:
    """After each fault of the run the last page of the journey is no machine's answer, and in a language asked for."""
    pages = [(visit, visit.response) for visit in _last_pages(run) if visit.response is not None]
    if not pages:
        raise Inconclusive("not_answered", error="timeout")
    for visit, response in pages:
        kind = next((value for name, value in response.headers if name.lower() == "content-type"), "")
        if kind.lower().startswith(_MACHINE) or readable_text(response).startswith(("{", "[")):
            raise Failure("machine_answer_shown", exchanges=[visit.id], kind=kind or "-")
        if is_html(response) and _language(response) not in LANGUAGES:
            raise Failure("language_not_told", exchanges=[visit.id], lang=_language(response) or "-")


def assert_pages_say_language_and_title(episode: Episode) -> None:
    """Each page, of success or error, says its language and has a title."""
    for visit in episode.visits:
        if visit.response is None or not _is_page(visit.response):
            continue
        if not _language(visit.response):
            raise Failure("language_not_told", exchanges=[visit.id], lang="-")
        if not source_of(visit.response).title.strip():
            raise Failure("page_untitled", exchanges=[visit.id], path=visit.request.path)


def _last_pages(run: Run) -> list[Visit]:
    """Of each episode with a fault, the last answer of the sign-in, of reading and of writing."""
    faulty = [episode for episode in run.episodes if episode.faults]
    journeys = ("login", "read_measures", "write_measure")
    visits = [episode.visits_of(journey)[-1:] for episode in faulty for journey in journeys]
    return [visit for found in visits for visit in found if visit.response is None or not _leads_on(visit.response)]


def _is_page(response: Response) -> bool:
    return is_html(response) and not _leads_on(response) and bool(readable_text(response))


def _leads_on(response: Response) -> bool:
    """Whether it is a redirect, whose body nobody reads."""
    return response.status in REDIRECTS


def _language(response: Response) -> str:
    return source_of(response).lang.partition("-")[0].strip().lower()
