"""What an app asks API Mesures for, and of whom: searches, their pages, and the person they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance_suite.reading_again import armed_at, exchanges_since
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import assert_no_insistence, assert_readable_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange

READS = "measures_read"
MOST_ROUNDS = 100  # of the same page in one visit: far above any honest bound
LARGEST_PAGE = 100
_FHIR_JSON = ("application/fhir+json", "application/json")
_WAYS = {"read": ("_read",), "write": ("_write",)}


def assert_every_page_read(episode: Episode) -> None:
    """Each `next` link that the space gave since it gives small pages was followed."""
    asked = [_place(exchange.request.url) for exchange in episode.exchanges(READS)]
    for exchange in exchanges_since(episode, READS):
        following = next_link(exchange)
        if following is not None and _place(following) not in asked:
            raise Failure("page_not_read", exchanges=[exchange.id])


def assert_loop_cut(episode: Episode) -> None:
    """A page whose `next` is itself is not read over and over."""
    assert_no_insistence(episode, exchanges_since(episode, READS), at_most=MOST_ROUNDS)


def assert_no_token_elsewhere(episode: Episode) -> None:
    """No call that carries a token went to another host or port than the one that was asked before."""
    known = {_host(one) for one in episode.exchanges(READS) if one.received < armed_at(episode)[0]}
    calls = [one for one in episode.exchanges(READS, "canary") if _header(one, "authorization")]
    sent = [one for one in calls if one.endpoint == "canary" or _host(one) not in known]
    if sent:
        raise Failure("token_sent_elsewhere", exchanges=[one.id for one in sent], host=_host(sent[0]))


def assert_same_patient_asked_for(episode: Episode) -> None:
    """Every search is about the patient of the first one."""
    reads = episode.exchanges(READS)
    other = [one for one in reads if _subject(one) != _subject(reads[0])]
    if other:
        raise Failure("other_patient_asked_for", exchanges=[one.id for one in other])


def assert_nobody_asked_for(episode: Episode) -> None:
    """Nothing is read without the identifier of the person whose tokens are shown, which the app may know otherwise."""
    calls = [one for one in episode.exchanges(READS) if _subject(one).rpartition("|")[2] != one.facts.get("idpe")]
    if calls:
        asked = _subject(calls[0]) or "-"
        raise Failure("asked_for_nobody", exchanges=[one.id for one in calls], asked=asked, count=len(calls))


def assert_two_people_asked_for(episode: Episode) -> None:
    """Something was read with the tokens of each of two people: without that nothing is known of the second.

    An app that keeps both may go on with the first until somebody chooses.
    """
    if len({one.facts.get("idpe") for one in episode.exchanges(READS)}) < 2:  # noqa: PLR2004 - two people
        raise Inconclusive("second_person_not_read")


def assert_nothing_called_beyond(episode: Episode, fault: str) -> None:
    """Once the app has read what the API offers, it reads nothing at the next look, and the person has a page.

    What is asked for while the statement is on its way is forgiven.
    """
    statement = episode.marked(fault)[0]
    known = statement.answered or statement.received
    looks = [one for one in episode.visits_of("read_measures") if one.started > known]
    calls = episode.exchanges(READS, after=looks[0].started) if looks else ()
    if calls:
        raise Failure("called_beyond_the_statement", exchanges=[statement.id, *(one.id for one in calls)])
    if not episode.refused_to_start:
        assert_readable_answer(looks or episode.visits)


def assert_searches_as_specified(episode: Episode) -> None:
    """Searches have both bounds of a period, or ask for the latest measure; pages are of 100 at most."""
    for exchange in episode.exchanges(READS):
        wrong = next(_wrong_parameters(exchange), None)
        if wrong is not None:
            raise Failure("search_not_as_specified", exchanges=[exchange.id], parameter=wrong)


def assert_media_types(episode: Episode) -> None:
    """FHIR JSON is asked for and sent."""
    for exchange in episode.exchanges(READS, "measures_write"):
        accepted, sent = _header(exchange, "accept") or "*/*", _header(exchange, "content-type") or ""
        if not any(kind in accepted for kind in (*_FHIR_JSON, "*/*", "application/*")):
            raise Failure("media_type_wrong", exchanges=[exchange.id], header="Accept", value=accepted)
        if exchange.request.method == "POST" and not sent.startswith(_FHIR_JSON):
            raise Failure("media_type_wrong", exchanges=[exchange.id], header="Content-Type", value=sent or "-")


def assert_only_declared_exchanges(episode: Episode) -> None:
    """No family of data is called, in a direction, that the manifest does not declare."""
    declared = episode.run.record.facts.get("exchanges")
    families = declared if isinstance(declared, dict) else {}
    for exchange in episode.all_exchanges:
        family, _, way = exchange.endpoint.rpartition("_")
        ways = families.get(family)
        is_declared = exchange.of_a_service or (isinstance(ways, list) and way in ways)
        if way in _WAYS and family and not is_declared:
            raise Failure("undeclared_exchange", exchanges=[exchange.id], exchange=f"{family}.{way}")


def next_link(exchange: Exchange) -> str | None:
    """The `next` link of a search answer, None without one."""
    bundle = None if exchange.response is None else exchange.response.json
    links = bundle.get("link") if isinstance(bundle, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            return str(link.get("url"))
    return None


def _wrong_parameters(exchange: Exchange) -> Iterator[str]:
    query = exchange.request.query
    dates = [value[:2] for name, value in query if name == "date"]
    count = exchange.request.parameter("_count")
    if count is not None and not (count.isdecimal() and int(count) <= LARGEST_PAGE):
        yield "_count"
    if exchange.request.parameter("_sort") is not None:
        if (exchange.request.parameter("_sort"), count, dates) != ("-date", "1", []):
            yield "_sort"
    elif sorted(side in {"le", "lt"} for side in dates) != [False, True]:
        yield "date"


def _place(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(url)
    return parts.path, tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


def _subject(exchange: Exchange) -> str:
    return unquote(exchange.request.parameter("subject.identifier") or "")


def _host(exchange: Exchange) -> str:
    return _header(exchange, "host") or ""


def _header(exchange: Exchange, name: str) -> str | None:
    return next((value for key, value in exchange.request.headers if key.lower() == name), None)
