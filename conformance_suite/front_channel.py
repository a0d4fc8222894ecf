"""What passes through the person's browser, where histories, logs and other sites may keep it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, urlsplit

from conformance_suite.authorization_responses import brings_code, holds_code
from conformance_suite.elsewhere import HOST
from conformance_suite.events import REDIRECTS
from conformance_suite.page_sources import CHANGES_ADDRESS, may_be_html, source_of
from conformance_suite.pages import mentions
from conformance_suite.references import host_of
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Response, Screen, Visit

SECRET_MARK = "§client_secret:"  # noqa: S105 - the mark that stands for one
CODE_MARK = "code="
MARKUP = "<img src=x onerror=poincon()>"
LINK = "https://elsewhere.example/help"
LONGEST_NIR = 15
_NIR = re.compile(
    r"(?<![0-9A-Za-z])[1278][\s.-]?\d\d[\s.-]?\d\d[\s.-]?\d[\dAB][\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?\d\d(?!\w)"
)
_SEPARATORS = re.compile(r"[\s.-]")


def assert_no_health_data_in_requests(run: Run) -> None:
    """No address that an app sends a browser to at the space holds a social security number or a measure."""
    for episode in run.episodes:
        for request in episode.exchanges("authorize", "logout"):
            sent = unquote_plus(request.request.url) + " " + unquote_plus(request.request.text or "")
            measure = next((value for value in episode.persona.canary if mentions(sent, value)), None)
            if measure or any(is_nir(found.group()) for found in _NIR.finditer(sent)):
                raise Failure("health_data_in_front_channel", exchanges=[request.id], what=measure or "NIR")


def is_nir(text: str) -> bool:
    """Whether a text is a French social security number (which the INS matricule is as well), by its key."""
    digits = _SEPARATORS.sub("", text).replace("2A", "19").replace("2B", "18")
    if len(digits) != LONGEST_NIR or not digits.isdecimal():
        return False
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def assert_no_secret_in_browser(run: Run) -> None:
    """The client secret stands neither in an address nor on a page."""
    for episode in run.episodes:
        for request in episode.exchanges("authorize", "logout"):
            if SECRET_MARK in request.request.url + (request.request.text or ""):
                raise Failure("secret_in_front_channel", exchanges=[request.id])
        for visit in episode.visits:
            if visit.response is not None and SECRET_MARK in _all_of(visit.response):
                raise Failure("secret_in_front_channel", exchanges=[visit.id])


def assert_code_leaves_the_address(run: Run) -> None:
    """The page that a sign-in ends on is not the one whose address holds the code.

    Where scripts were run its address was seen; else a page that loads some may change it, and nobody knows.
    """
    ended_on = [(visit, _screen_after(visit, episode)) for episode, visit in _answered_callbacks(run)]
    screened = any(screen is not None for _visit, screen in ended_on)
    for visit, screen in ended_on:
        if screen is not None and holds_code(screen.address):
            raise Failure("code_left_in_address", exchanges=[visit.id])
        if screened:
            continue
        response = visit.response
        location = location_of(response) if response and response.status in REDIRECTS else None
        if location is not None and (CODE_MARK in (urlsplit(location).query or "") or holds_code(location)):
            raise Failure("code_left_in_address", exchanges=[visit.id])
        if location is None and response is not None and CHANGES_ADDRESS not in (response.text or ""):
            if source_of(response).loads_scripts:
                raise Inconclusive("address_may_change", exchanges=[visit.id])
            raise Failure("code_left_in_address", exchanges=[visit.id])


def _screen_after(visit: Visit, episode: Episode) -> Screen | None:
    """What stood before the person once a sign-in that this callback ended was over, None where no scripts were run."""
    screens = episode.screens_of("login", after=visit.started)
    return next((one for one in screens if one.browser == visit.browser), None)


def assert_not_sent_elsewhere(episode: Episode) -> None:
    """No page of the app sends the browser to the host that the link named."""
    for visit in episode.visits:
        location = location_of(visit.response)
        if location is not None and host_of(location, visit.request.url) == HOST:
            raise Failure("sent_elsewhere", exchanges=[visit.id])


def assert_markup_escaped(episode: Episode) -> None:
    """What the answer said stands on no page as markup, and its link is not followed by itself."""
    for visit in episode.visits:
        if visit.response is None:
            continue
        if may_be_html(visit.response) and MARKUP in (visit.response.text or ""):
            raise Failure("error_markup_not_escaped", exchanges=[visit.id])
        if (location_of(visit.response) or "").startswith(LINK):
            raise Failure("sent_elsewhere", exchanges=[visit.id])
    for screen in episode.screens:
        if screen.elements:
            raise Failure("error_markup_not_escaped", exchanges=filter(None, [screen.visit]))


def _answered_callbacks(run: Run) -> Iterator[tuple[Episode, Visit]]:
    """The callbacks that signed somebody in, nothing hostile having happened: a page of error ends no sign-in."""
    for episode in run.episodes:
        if not episode.faults and episode.role.startswith("control"):
            for one in episode.callbacks:
                ended = one.response is not None and one.response.status < HTTPStatus.BAD_REQUEST
                if ended and brings_code(one.request):
                    yield episode, one


def _all_of(response: Response) -> str:
    return (response.text or "") + " ".join(value for _name, value in response.headers)


def location_of(response: Response | None) -> str | None:
    """Where an answer sends the browser, None if nowhere."""
    headers = () if response is None else response.headers
    return next((value for key, value in headers if key.lower() == "location"), None)
