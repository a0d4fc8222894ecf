"""The third witness, effects: what checks assert. Each function returns when the effect is right and else raises."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from conformance_suite.page_sources import is_part, read_by_person
from conformance_suite.pages import as_read, is_stack_trace, mentions, readable_text, same_words, shows_trace
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Response, Visit

REFUSED = 400
SERVER_ERROR = 500
UNAVAILABLE = (502, 503, 504)  # what an app may honestly answer when the space fails it, or is not to be believed
INSISTENCE = 3  # identical calls in one journey step: a first try, one after mending, and no more


def assert_no_session(episode: Episode) -> None:
    """Nobody is signed in at any probe after the sign-in, as in the baseline; an app that did not start has nobody."""
    if episode.refused_to_start:
        return
    probes = [probe for probe in episode.probes if probe.when in {"after_login", "after"}]
    if any(probe.signed_in for probe in probes):
        seen = (*_ids(episode.callbacks), *episode.pages_of("after_login", "after"))
        raise Failure("session_open", exchanges=seen, persona=episode.persona.name)
    if not probes or any(probe.signed_in is None for probe in probes):
        raise Inconclusive("session_unreadable")


def assert_session(episode: Episode) -> None:
    """The person is signed in after the sign-in: what came was good."""
    probes = [probe for probe in episode.probes if probe.when in {"after_login", "after"}]
    if not probes or any(probe.signed_in is None for probe in probes):
        raise Inconclusive("session_unreadable")
    if not all(probe.signed_in for probe in probes):
        seen = (*_ids(episode.callbacks), *episode.pages_of("after_login", "after"))
        raise Failure("session_refused", exchanges=seen, persona=episode.persona.name)


def assert_no_token_request(episode: Episode) -> None:
    """No code was redeemed."""
    requests = episode.exchanges("token")
    if requests:
        raise Failure("code_redeemed", exchanges=_ids(requests))


def assert_no_authorization_request(episode: Episode) -> None:
    """Nobody was sent to the authorization endpoint."""
    requests = episode.exchanges("authorize")
    if requests:
        raise Failure("authorization_begun", exchanges=_ids(requests))


def assert_readable_answer(visits: Iterable[Visit]) -> None:
    """The last of these visits brought the person a page for people."""
    assert_page_for_people(_last_answered(visits))


def assert_page_for_people(visit: Visit) -> None:
    """A page of some words, with nothing of the inside of a program, and no server error of the app's own.

    502, 503 and 504 are what a server says that depends on another (RFC 9110, 15.6.3 to 15.6.5).
    """
    page = _page_of(visit)
    if is_stack_trace(page) or (visit.screen is not None and shows_trace(visit.screen.words)):
        raise Failure("stack_trace_shown", exchanges=[visit.id])
    if page.status >= SERVER_ERROR and page.status not in UNAVAILABLE:
        raise Failure("crash_page", exchanges=[visit.id], status=page.status)
    if _is_blank(visit, page):
        raise Failure("blank_page", exchanges=[visit.id], status=page.status)


def assert_journey_readable(episode: Episode, journey: str, *, after: float = 0.0) -> None:
    """The journey brought the person a page for people, or its page said so itself and asked for nothing."""
    visits = episode.visits_of(journey, after=after)
    screens = episode.screens_of(journey, after=after)
    if visits or not screens:
        assert_readable_answer(visits)
    elif not screens[-1].words.strip():
        raise Failure("blank_page", exchanges=[visit.id for visit in episode.visits[-1:]], status="-")


def _is_blank(visit: Visit, page: Response) -> bool:
    """Whether there is nothing to read: on the screen, where scripts were run; a part of a page tells nothing of it."""
    if visit.screen is not None:
        return not visit.screen.words.strip()
    return not is_part(visit) and not readable_text(page)


def assert_not_asked_again(episode: Episode, error: str) -> None:
    """After the callback that brought this error no new authorization was begun."""
    told = [visit for visit in episode.callbacks if visit.request.parameter("error") == error] or episode.callbacks
    again = episode.exchanges("authorize", after=told[0].started)
    round_and_round = [visit for visit in episode.visits if visit.error == "too_many_redirects"]
    if again or round_and_round:
        raise Failure("asked_again", exchanges=_ids((*again, *round_and_round)))


def assert_answered_within_patience(episode: Episode) -> None:
    """The person was answered within the declared patience, counted from when the space held the request whole."""
    withheld = episode.withheld[0]
    waiting = next((visit for visit in episode.visits if visit.started <= withheld.t < visit.ended), None)
    if waiting is None:
        return
    waited = waiting.ended - withheld.t
    if waited > episode.patience:
        raise Failure("kept_waiting", exchanges=[withheld.id, waiting.id], patience=f"{episode.patience:g}")
    if waiting.answered is None:
        raise Inconclusive("not_answered", error=waiting.error or "timeout")


def assert_no_request_over_bad_tls(episode: Episode) -> None:
    """No HTTP request came over a connection that had presented the bad certificate."""
    requests = requests_over_bad_tls(episode)
    if requests:
        kind = next(one.certificate for one in episode.handshakes if one.connection == requests[0].connection)
        key = "request_over_bad_tls" if kind == "expired" else f"request_over_{kind}"
        raise Failure(key, exchanges=_ids(requests), count=len(requests))


def requests_over_bad_tls(episode: Episode) -> tuple[Exchange, ...]:
    """The HTTP requests over connections that had presented a bad certificate."""
    bad = {one.connection for one in episode.handshakes if one.certificate != "valid"}
    return tuple(one for one in episode.all_exchanges if one.connection in bad)


def assert_not_shown(episode: Episode, values: Iterable[str]) -> None:
    """None of these values stands on a page that the person saw."""
    seen = {value: sight.visit for sight in episode.sights for value in sight.foreign_values}
    read = list(read_by_person(episode))
    for value in values:
        shown = [visit for visit, text in read if mentions(text, value)]
        if shown or value in seen:
            raise Failure("foreign_measure_shown", exchanges=filter(None, shown or [seen[value] or ""]), value=value)
    if seen:
        value = min(seen)
        raise Failure("foreign_measure_shown", exchanges=filter(None, [seen[value]]), value=value)


def assert_not_sent_on(episode: Episode, values: Iterable[str]) -> None:
    """None of these values left the app again towards the space."""
    for value in values:
        for exchange in episode.all_exchanges:
            sent = f"{exchange.request.url} {exchange.request.text or ''}"
            if mentions(sent, value):
                raise Failure("foreign_measure_sent_on", exchanges=[exchange.id], value=value)


def assert_no_insistence(episode: Episode, exchanges: Iterable[Exchange], *, at_most: int = 1) -> None:
    """Within one visit of the person no identical call was made more often than `at_most` times."""
    calls = list(exchanges)
    for visit in episode.visits:
        during = [one for one in calls if visit.started <= one.received <= visit.ended]
        repeated = Counter(_asked(one) for one in during)
        if any(count > at_most for count in repeated.values()):
            raise Failure("insists", exchanges=_ids(during), count=max(repeated.values()))


def assert_no_background_calls(episode: Episode, exchanges: Iterable[Exchange], *, learnt: float = 0.0) -> None:
    """None of these calls was made while the person was asking for nothing, after the app had `learnt` better.

    An app that reads in the background learns by a call that nobody asked for.
    """
    journeys = [(journey.started, journey.ended) for journey in episode.journeys]
    later = (one for one in exchanges if one.received > learnt)
    alone = [one for one in later if not any(start <= one.received <= end for start, end in journeys)]
    if alone:
        raise Failure("background_calls", exchanges=_ids(alone), count=len(alone))


def learnt_at(exchanges: Iterable[Exchange]) -> float:
    """When an app had the first refusal among these calls; the end of time when none was refused."""
    refused = (one.answered or one.received for one in exchanges if (one.status or 0) >= REFUSED)
    return min(refused, default=float("inf"))


def assert_person_told(episode: Episode, journey: str, *, since: float, learnt: float = 0.0) -> None:
    """The journey's page answers the person, and is not the page of before.

    Nobody can be told of what the app has `learnt` only once they had looked for the last time.
    """
    if (looks := episode.visits_of(journey, after=since)) and looks[-1].ended < learnt < float("inf"):
        raise Inconclusive("learnt_too_late")
    before = [visit for visit in episode.visits_of(journey) if visit.started < since and visit.response is not None]
    after = episode.visits_of(journey, after=since)
    assert_journey_readable(episode, journey, after=since)
    if before and after and _says_the_same(before[-1], after[-1]):
        raise Failure("person_not_told", exchanges=_ids(after[-1:]))


def _says_the_same(one: Visit, other: Visit) -> bool:
    """Whether two answers tell the person the same: on the screen, where scripts made something of both."""
    before, after = _page_of(one), _page_of(other)
    if one.screen is not None and other.screen is not None:
        before, after = as_read(one) or before, as_read(other) or after
    return same_words(before, after)


def assert_other_person_read(episode: Episode, *moments: str) -> None:
    """The pages were read once somebody else had come; what they showed of the first is judged before any effect."""
    if len(episode.callbacks) < 2:  # noqa: PLR2004 - of the first and of the second person
        raise NotApplicable("not_asked_again")
    for when in moments:
        probe = episode.probe(when)
        if probe is None or probe.signed_in is None:
            raise Inconclusive("session_unreadable")


def _last_answered(visits: Iterable[Visit]) -> Visit:
    last = list(visits)[-1:]
    if not last:
        raise Inconclusive("not_answered", error="timeout")
    return last[0]


def _page_of(visit: Visit) -> Response:
    if visit.response is None:
        raise Inconclusive("not_answered", error=visit.error or "timeout")
    return visit.response


def _asked(exchange: Exchange) -> tuple[str | None, ...]:
    """What a call asks for, whatever the dates in it: endpoint, method, path, code, page."""
    request = exchange.request
    return (exchange.endpoint, request.method, request.path, request.parameter("code"), request.parameter("_offset"))


def _ids(events: Iterable[Exchange | Visit]) -> tuple[str, ...]:
    return tuple(event.id for event in events)
