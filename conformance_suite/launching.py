"""What an app makes of being opened by another place, which tells it a server, an issuer or a value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.front_channel import MARKUP, location_of
from conformance_suite.issuers import CANARY_PATH
from conformance_suite.page_sources import may_be_html
from conformance_suite.pages import is_stack_trace
from conformance_suite.references import resolved
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

LONGER_THAN_ANY = "a" * 10_000  # of the value that is far too long; what the app kept of it is no longer a launch


def assert_unknown_issuer_left_alone(episode: Episode) -> None:
    """Who was named and is not known is neither asked by the app's server, nor is the person sent there."""
    asked = [one.id for one in episode.exchanges("canary")]
    if asked:
        raise Failure("unknown_issuer_asked", exchanges=asked)
    for visit in episode.visits:
        location = location_of(visit.response)
        if location is not None and f"{CANARY_PATH}{episode.id}" in _path(location, visit.request.url):
            raise Failure("sent_to_unknown_issuer", exchanges=[visit.id])


def assert_launch_given_back(episode: Episode) -> None:
    """The app gives the launch value back when it was opened with one, and sends none when it begins by itself."""
    told = next((one.request.parameter("launch") for one in episode.visits_of("launch")), None)
    alone = min((visit.started for visit in episode.visits_of("login")), default=math.inf)
    requests = [one for one in episode.exchanges("authorize") if one.asked("client_id") is not None]
    opened = [one for one in requests if one.received < alone]
    if not opened:
        raise Inconclusive("no_authorization_request")
    if opened[0].asked("launch") != told:  # a later one may be a second try, which the launch is no more about
        raise Failure("launch_not_given_back", exchanges=[opened[0].asked_in.id])
    unasked = [one.id for one in requests if one.received >= alone and one.asked("launch") is not None]
    if unasked:
        raise Failure("launch_given_unasked", exchanges=unasked)


def assert_launch_opens_nobody_else(episode: Episode) -> None:
    """Whoever comes by somebody else's launch is not shown as them; that names are seen is judged before any effect."""
    probe = episode.probe("second")
    if probe is None or probe.signed_in is None:
        raise Inconclusive("session_unreadable")


def assert_launch_value_held_back(episode: Episode) -> None:
    """The value stands on no page as markup, and is handed on no longer than a launch can be."""
    for visit in episode.visits:
        if visit.response is None:
            continue
        text = visit.response.text or ""
        if may_be_html(visit.response) and MARKUP in text:
            raise Failure("launch_markup_not_escaped", exchanges=[visit.id])
        if is_stack_trace(visit.response):
            raise Failure("stack_trace_shown", exchanges=[visit.id])
        if LONGER_THAN_ANY in text or LONGER_THAN_ANY in (location_of(visit.response) or ""):
            raise Failure("launch_handed_on_whole", exchanges=[visit.id])
    for screen in episode.screens:
        if screen.elements:
            raise Failure("launch_markup_not_escaped", exchanges=filter(None, [screen.visit]))


def _path(location: str, page: str) -> str:
    try:
        return urlsplit(resolved(location, page)).path
    except ValueError:
        return ""
