"""What an app makes of resources read by their id and of contents of documents, and how it changes what there is."""

from __future__ import annotations

import html
import itertools
import re
from typing import TYPE_CHECKING

from conformance_suite.controls import LOOKED_AT
from conformance_suite.events import REDIRECTS
from conformance_suite.markup import would_act_upon
from conformance_suite.page_headers import holds_scripts_back
from conformance_suite.page_sources import header, is_scripts_call
from conformance_suite.pages import same_words
from conformance_suite.reading_again import armed_at
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import assert_page_for_people

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Response, Visit
    from conformance_suite.json_value import JsonValue

_SANDBOX = re.compile(r"(?:^|;)\s*sandbox\b(?![^;]*\ballow-scripts\b)", re.IGNORECASE)
NOT_MODIFIED = 304
_FOR_PEOPLE = frozenset({"title", "description", "contentString", "comment"})
_RUN_BY_BROWSERS = ("html", "xml")  # svg+xml among them


def assert_read_as_asked(episode: Episode, words: str) -> None:
    """No page shows the words of a resource that came under another id than the one asked for."""
    _assert_kept_from_people(episode, words, "other_resource_shown")


def assert_gone_not_shown(episode: Episode, fault: str) -> None:
    """Who asked for a resource that is gone is told: their page is one for people, and not what stood there before."""
    gone, first = episode.marked(fault), armed_at(episode)[0]
    met = [one for one in episode.visits if any(one.started <= call.received <= one.ended for call in gone)]
    if not met:
        raise Inconclusive("not_delivered")
    for visit in met:
        shown = _shown_to(episode, visit)
        assert_page_for_people(shown)
        before = [one for one in episode.visits if one.ended < first and _asked(one) == _asked(visit)]
        if shown is visit and any(_say_the_same(one, visit) for one in before):
            raise Failure("gone_shown", exchanges=[*(one.id for one in gone), visit.id])


def assert_copy_shown(episode: Episode) -> None:
    """Where a read was answered by 304, the words of the resource stand on the page as they did before."""
    unchanged = [one for one in episode.exchanges(*LOOKED_AT) if one.status == NOT_MODIFIED]
    if not unchanged:
        raise NotApplicable("reads_without_condition")
    for read in unchanged:
        visit = next((one for one in episode.visits if one.started <= read.received <= one.ended), None)
        before = [one for one in episode.exchanges(read.endpoint) if one.request.path == read.request.path]
        words = {said for one in before if one.received < read.received for said in _words_of(one)}
        if visit is None or is_scripts_call(visit):
            continue
        shown = _shown_to(episode, visit)
        assert_page_for_people(shown)
        pages = [_content(one) for one in episode.visits if one.ended < visit.started and _asked(one) == _asked(visit)]
        stood = {said for said in words if any(said in page for page in pages)}
        if stood and shown is visit and not any(said in _content(shown) for said in stood):
            raise Failure("copy_not_shown", exchanges=[read.id, visit.id])


def _words_of(read: Exchange) -> set[str]:
    """What a resource that was read says to people, wherever in it."""
    found: set[str] = set()
    left: list[JsonValue] = [None if read.response is None else read.response.json]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            found |= {said for name, said in value.items() if name in _FOR_PEOPLE and isinstance(said, str) and said}
            left += value.values()
        elif isinstance(value, list):
            left += value
    return found


def _content(visit: Visit) -> str:
    return "" if visit.response is None else html.unescape(visit.response.text or "")


def _shown_to(episode: Episode, visit: Visit) -> Visit:
    """The visit that this one led to: itself, unless it was answered by a redirect."""
    later = (one for one in episode.visits if one.browser == visit.browser and one.started >= visit.started)
    return next((one for one in later if one.response is None or one.response.status not in REDIRECTS), visit)


def _asked(visit: Visit) -> tuple[str, str]:
    return (visit.request.method, visit.request.url)


def _say_the_same(one: Visit, other: Visit) -> bool:
    return one.response is not None and other.response is not None and same_words(one.response, other.response)


def assert_content_as_announced(episode: Episode, words: str) -> None:
    """No content goes to the person whose hash is not the one announced."""
    _assert_kept_from_people(episode, words, "other_content_handed_out")


def assert_content_does_not_run(episode: Episode) -> None:
    """No browser runs what a document contains: a download, a sandbox or a strict policy prevents it."""
    for visit, response in _since_armed(episode):
        if _would_run(response) and not _is_contained(response):
            raise Failure("content_alive", exchanges=[visit.id], kind=header(response, "content-type") or "-")


def assert_replacements_name_versions(episode: Episode) -> None:
    """Whatever replaces a resource says which version of it."""
    replacements = [one for one in _changes(episode) if one.request.method == "PUT"]
    if not replacements:
        raise NotApplicable("replaces_nothing")
    blind = [one.id for one in replacements if not any(name.lower() == "if-match" for name, _ in one.request.headers)]
    if blind:
        raise Failure("replaced_without_version", exchanges=blind)


def assert_read_before_changed_again(episode: Episode, fault: str) -> None:
    """After a refusal because another came first, the resource is read before it is changed again."""
    refused = [one for one in _changes(episode) if fault in one.faults]
    if not refused:
        raise NotApplicable("changes_nothing")
    reads = [one.received for one in episode.exchanges(*LOOKED_AT)]
    for first, then in itertools.combinations(refused, 2):
        same = first.request.path == then.request.path
        if same and not any(first.received < read < then.received for read in reads):
            raise Failure("changed_again_unread", exchanges=[first.id, then.id])


def _changes(episode: Episode) -> list[Exchange]:
    """The changes of resources that there were, by their ids."""
    writes = episode.exchanges("documents_write", "messages_write", "agenda_write")
    return [one for one in writes if one.request.method in {"PUT", "PATCH"} and not one.request.query]


def _assert_kept_from_people(episode: Episode, words: str, key: str) -> None:
    """What came to a script alone may have been refused there: what it made of that is seen where scripts were run."""
    given = [visit for visit, response in _since_armed(episode) if words in html.unescape(response.text or "")]
    opened = [visit.id for visit in given if not is_scripts_call(visit)]
    if opened:
        raise Failure(key, exchanges=opened)
    begun = armed_at(episode)[0]
    for screen in (one for one in episode.screens if one.t >= begun):
        if words in screen.words:
            raise Failure(key, exchanges=filter(None, [screen.visit]))
    if given and not episode.screens:
        raise Inconclusive("given_to_a_script", exchanges=[visit.id for visit in given])


def _since_armed(episode: Episode) -> list[tuple[Visit, Response]]:
    begun = armed_at(episode)[0]
    return [(visit, visit.response) for visit in episode.visits if visit.ended >= begun and visit.response is not None]


def _would_run(response: Response) -> bool:
    kind = header(response, "content-type").partition(";")[0].lower()
    may_run = not kind or any(one in kind for one in _RUN_BY_BROWSERS)
    return may_run and would_act_upon(response.text or "")


def _is_contained(response: Response) -> bool:
    policies = header(response, "content-security-policy").split(",")
    is_download = header(response, "content-disposition").strip().lower().startswith("attachment")
    return is_download or any(_SANDBOX.search(one) or holds_scripts_back(one) for one in policies)
