"""Whether the pages that a person gets are made for a person: words, a language, a title; whatever the space did."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.events import REDIRECTS
from conformance_suite.machine_words import error_told_as, shown_in_source
from conformance_suite.page_sources import HTML, is_html, source_of
from conformance_suite.pages import readable_text, shows_trace
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Response, Screen, Visit

LANGUAGES = {"fr", "en"}  # what the driver's browser asks for
_MACHINE = ("application/json", "application/problem+json", "application/fhir+json", "application/xml", "text/xml")


def assert_errors_are_for_people(run: Run) -> None:
    """After each fault of the run the last page of the journey is no machine's answer, and in a language asked for."""
    screens, pages = _last_seen(run)
    if not pages and not screens:
        raise Inconclusive("not_answered", error="timeout")
    for screen in screens:
        seen = filter(None, [screen.visit])
        if screen.kind.startswith(_MACHINE) or screen.words.startswith(("{", "[")):
            raise Failure("machine_answer_shown", exchanges=seen, kind=screen.kind)
        _assert_no_machine_speaks(screen.words, seen)
        if shows_trace(screen.words):
            raise Failure("stack_trace_shown", exchanges=seen)
        if screen.kind in HTML and _code(screen.lang) not in LANGUAGES:
            raise Failure("language_not_told", exchanges=seen, lang=_code(screen.lang) or "-")
    for visit, response in pages:
        kind = next((value for name, value in response.headers if name.lower() == "content-type"), "")
        if kind.lower().startswith(_MACHINE) or readable_text(response).startswith(("{", "[")):
            raise Failure("machine_answer_shown", exchanges=[visit.id], kind=kind or "-")
        if error_told_as(readable_text(response)):  # said at once: hardly any page has it, and to parse one is dear
            _assert_no_machine_speaks(shown_in_source(response), [visit.id])
        if is_html(response) and _language(response) not in LANGUAGES:
            raise Failure("language_not_told", exchanges=[visit.id], lang=_language(response) or "-")


def _assert_no_machine_speaks(words: str, seen: Iterable[str]) -> None:
    shown = error_told_as(words)
    if shown is not None:
        raise Failure("machine_words_shown", exchanges=seen, shown=shown)


def assert_pages_say_language_and_title(episode: Episode) -> None:
    """Each page, of success or error, says its language and has a title: in the end, where scripts were run."""
    for screen in episode.screens:
        if screen.kind in HTML and screen.words.strip():
            if not _code(screen.lang):
                raise Failure("language_not_told", exchanges=filter(None, [screen.visit]), lang="-")
            if not screen.title.strip():
                path = urlsplit(screen.address).path
                raise Failure("page_untitled", exchanges=filter(None, [screen.visit]), path=path)
    for visit in episode.visits:
        if episode.screens or visit.response is None or not _is_page(visit.response):
            continue
        if not _language(visit.response):
            raise Failure("language_not_told", exchanges=[visit.id], lang="-")
        if not source_of(visit.response).title.strip():
            raise Failure("page_untitled", exchanges=[visit.id], path=visit.request.path)


def _last_seen(run: Run) -> tuple[list[Screen], list[tuple[Visit, Response]]]:
    """Of each episode with a fault, what sign-in, reading and writing ended on: on screens, else as it came."""
    screens: list[Screen] = []
    pages: list[tuple[Visit, Response]] = []
    for episode in (one for one in run.episodes if one.faults):
        for journey in ("login", "read_measures", "write_measure"):
            shown, visits = episode.screens_of(journey), episode.visits_of(journey)
            screens += shown[-1:]
            if not shown and visits and visits[-1].response is not None and not _leads_on(visits[-1].response):
                pages.append((visits[-1], visits[-1].response))
    return screens, pages


def _is_page(response: Response) -> bool:
    return is_html(response) and not _leads_on(response) and bool(readable_text(response))


def _leads_on(response: Response) -> bool:
    """Whether it is a redirect, whose body nobody reads."""
    return response.status in REDIRECTS


def _language(response: Response) -> str:
    return _code(source_of(response).lang)


def _code(lang: str) -> str:
    return lang.partition("-")[0].strip().lower()
