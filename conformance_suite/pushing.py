"""How an app that registered so pushes its authorization requests, and what it makes of the answers (RFC 9126)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import assert_journey_readable, assert_no_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

ALONE = frozenset({"client_id", "request_uri"})  # what passes through the browser
ALSO_WANTED = ("response_type", "scope")  # beside a request_uri, by OpenID Connect Core, 6.1
# What comes to the space then is what an app makes of a refusal, the matter of other cases, or is not of the app.
ASKED_OTHERWISE = frozenset({"pushed_request_refused", "pushed_response_wrong", "neighbour_mixes_up"})


def assert_only_request_uri_in_browser(run: Run) -> None:
    """Every browser brings a `request_uri` with its `client_id`, and nothing else of the request (RFC 9126 4, 5).

    Two parameters that OpenID Connect Core, 6.1, wants beside it are borne with, as long as they repeat what was
    pushed.
    """
    requests = [
        request
        for episode in run.episodes
        if not ASKED_OTHERWISE & {*episode.faults}
        for request in episode.exchanges("authorize")
    ]
    if not requests:
        raise Inconclusive("no_authorization_request")
    for request in requests:
        given = _given(request)
        if "request_uri" not in given:
            raise Failure("request_not_pushed", exchanges=[request.id], parameters=", ".join(sorted(given)))
        beside = sorted(name for name in given - ALONE if not _repeats(request, name))
        if beside:
            raise Failure("parameters_beside_request_uri", exchanges=[request.id], parameters=", ".join(beside))


def _given(request: Exchange) -> set[str]:
    """The names of the parameters that a browser brought, those without a value left out (RFC 6749, 3.1)."""
    sent = request.request.form if request.request.method == "POST" else request.request.query
    return {name for name, value in sent if value}


def _repeats(request: Exchange, name: str) -> bool:
    """Whether it is wanted in the address, and says nothing but what was pushed."""
    pushed = None if request.pushed is None else request.asked(name)
    said = (request.request.sent(name) or "").split()
    return name in ALSO_WANTED and pushed is not None and {*said} <= {*pushed.split()}


def assert_stops_when_refused(episode: Episode, fault: str) -> None:
    """Who could not push the request sends no browser off, least of all with the parameters, and tells the person."""
    for request in _sent_off(episode, fault):
        beside = sorted(_given(request) - ALONE)
        if beside:
            raise Failure(
                "pushed_then_shown", exchanges=[*_met(episode, fault), request.id], parameters=", ".join(beside)
            )
        raise Failure("sent_off_all_the_same", exchanges=[*_met(episode, fault), request.id])
    assert_no_session(episode)
    assert_journey_readable(episode, "login")


def _sent_off(episode: Episode, fault: str) -> Iterator[Exchange]:
    since = min((one.received for one in episode.marked(fault)), default=0.0)
    yield from episode.exchanges("authorize", after=since)


def _met(episode: Episode, fault: str) -> list[str]:
    return [one.id for one in episode.marked(fault)][:1]


def assert_each_request_uri_once(episode: Episode) -> None:
    """No `request_uri` is sent with two browsers, nor with one when it has expired (RFC 9126 2.2, 4)."""
    requests = [one for one in episode.exchanges("authorize") if one.request.sent("request_uri")]
    if len(requests) < 2:  # noqa: PLR2004 - the person came twice at least
        raise Inconclusive("no_authorization_request")
    seen: dict[str | None, Exchange] = {}
    for request in requests:
        before = seen.setdefault(request.request.sent("request_uri"), request)
        if before is not request:
            raise Failure("request_uri_used_twice", exchanges=[before.id, request.id])
        if request.facts.get("request_uri_use") == "expired" and _was_late(episode, request):
            raise Failure("request_uri_used_late", exchanges=[request.asked_in.id, request.id])


def _was_late(episode: Episode, request: Exchange) -> bool:
    """Whether the app itself gave the browser an address that had expired; a browser that was slow is none of its."""
    pushed = request.asked_in.response
    told = None if pushed is None else pushed.json
    lives = told.get("expires_in") if isinstance(told, dict) else None
    handed = [visit.answered for visit in episode.visits if (visit.answered or request.received) < request.received]
    if not isinstance(lives, int) or not handed:
        return False
    return max(filter(None, handed)) - request.asked_in.received > lives
