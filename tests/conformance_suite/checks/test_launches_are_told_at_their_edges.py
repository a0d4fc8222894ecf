"""Apps opened by another place: whom a launch names, what it leads to, and what becomes of its value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import launching
from conformance_suite.deliveries import delivered, evidence
from conformance_suite.events import Exchange, ProbeReading, Request
from conformance_suite.front_channel import MARKUP
from conformance_suite.issuers import INTERNAL, KNOWN, TWO_WAYS, UNKNOWN, issuer_named
from conformance_suite.play import LONG
from conformance_suite.plays import Launch
from conformance_suite.references import host_of
from conformance_suite.scripts.launches import (
    initiated_with_targets,
    launched_again_by_another,
    opened,
    opened_by_names_that_read_two_ways,
)
from conformance_suite.verdicts import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Visit

FHIR = "https://localhost:4430/s/s1/api/mesures/fhir"
CANARIES = ("https://127.0.0.1:4430/s/s1/canary/e-1", "https://localhost:4431/s/s1/canary/e-1")


def spoken(check: Callable[[Episode], None], *events: object) -> str:
    try:
        check(episode(*events))
    except Spoken as said:
        return said.key
    return "pass"


def located(location: str) -> Visit:
    one = visit(url="http://localhost:8000/launch", callback=False, status=302)
    assert one.response is not None
    return replace(one, response=replace(one.response, headers=(("Location", location),)))


@pytest.mark.parametrize("spelling", TWO_WAYS)
def test_an_issuer_that_reads_two_ways_holds_the_known_one_or_its_host_in_disguise(spelling: str) -> None:
    named = issuer_named(spelling, FHIR, CANARIES)

    assert named != issuer_named(INTERNAL, FHIR, CANARIES)
    assert "localhost:4430" in named or not urlsplit(named).netloc.isascii()
    assert "/canary/e-1" in named


def test_each_issuer_leads_where_it_is_said_to() -> None:
    hosts = {
        spelling: urlsplit(issuer_named(spelling, FHIR, CANARIES)) for spelling in (INTERNAL, "user_name", "mentioned")
    }

    assert {(one.hostname, one.port) for one in hosts.values()} == {("127.0.0.1", 4430)}
    assert issuer_named(KNOWN, FHIR, CANARIES) == FHIR
    assert urlsplit(issuer_named(UNKNOWN, FHIR, CANARIES)).netloc == "localhost:4431"
    circled = urlsplit(issuer_named("circled_digits", FHIR, CANARIES)).hostname or ""
    assert circled.encode("idna") == b"127.0.0.1"
    backslash = issuer_named("backslash", FHIR, CANARIES)
    assert urlsplit(backslash).hostname == "127.0.0.1"  # RFC 3986
    assert host_of(backslash, "http://localhost/") == "localhost"  # WHATWG


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (exchange("canary"), "unknown_issuer_asked"),
        (exchange("discovery"), "pass"),
        (located(f"{CANARIES[1]}/oauth2/authorize?state=x"), "sent_to_unknown_issuer"),
        (located(f"https://localhost:4430/oauth2/authorize?aud={quote(CANARIES[0])}"), "pass"),
        (located("/canary/e-2"), "pass"),
        (located("http://[bad/canary/e-1"), "pass"),
        (visit(text=f"Serveur inconnu : {CANARIES[0]}"), "pass"),
        (visit(answered=None), "pass"),
    ],
)
def test_whoever_is_named_must_be_neither_asked_nor_visited(event: object, expected: str) -> None:
    assert spoken(launching.assert_unknown_issuer_left_alone, event) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (visit(text=f"Valeur inconnue : {MARKUP}"), "launch_markup_not_escaped"),
        (visit(text="Valeur inconnue : &lt;img src=x onerror=poincon()&gt;"), "pass"),
        (
            visit(text='Traceback (most recent call last):\n  File "app.py", line 3, in f\nValueError'),
            "stack_trace_shown",
        ),
        (visit(text="a" * 200), "pass"),
        (visit(text="a" * LONG), "launch_handed_on_whole"),
        (located(f"https://localhost:4430/oauth2/authorize?launch={'a' * LONG}"), "launch_handed_on_whole"),
        (located("https://localhost:4430/oauth2/authorize?launch=%22%3E%3Cimg+src"), "pass"),
        (visit(status=414, text=""), "pass"),
        (visit(answered=None), "pass"),
    ],
)
def test_a_launch_value_is_escaped_and_limited(event: object, expected: str) -> None:
    assert spoken(launching.assert_launch_value_held_back, event) == expected


def opening(url: str, *, answered: float | None = 11.0, journey: str = "launch") -> Visit:
    one = visit(journey=journey, callback=False, answered=answered)
    return replace(one, request=Request("GET", url, (), None))


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ((opening("http://app/launch?iss=x&launch=y"),), True),
        ((opening("http://app/launch?iss=x&launch=y", answered=None),), False),
        ((opening("http://app/launch"),), False),
        ((opening("http://app/start?iss=x", journey="initiation"),), False),
        ((), False),
    ],
)
def test_a_launch_is_delivered_once_it_was_answered(visits: tuple[Visit, ...], expected: bool) -> None:  # noqa: FBT001 - a row
    play, one = opened(Launch("launch", INTERNAL)), episode(*visits)

    assert delivered(one, play) is expected
    assert (set(evidence(one, play)) == {"v-1"}) is expected


def test_a_play_asks_for_the_way_in_that_it_needs() -> None:
    by_launch, by_site = opened(Launch("launch", UNKNOWN)), opened(Launch("initiation", UNKNOWN))

    assert (by_launch.needs, by_launch.registers) == (("launch",), ())
    assert (by_site.needs, by_site.registers) == ((), ("initiate_login_uri",))
    assert by_launch.control().steps[3] == Launch("launch")
    assert by_site.control().shape == "initiation"
    assert {one.control() for one in opened_by_names_that_read_two_ways()} == {by_launch.control(), by_site.control()}
    assert {one.control() for one in initiated_with_targets()} == {by_site.control()}


def asked(received: float, launch: str | None, **given: Any) -> Exchange:  # noqa: ANN401 - any field
    query = "client_id=c" if launch is None else f"client_id=c&launch={launch}"
    return exchange("authorize", received=received, method="GET", url=f"https://space/authorize?{query}", **given)


LAUNCHED, ALONE = opening("http://app/launch?iss=x&launch=l-1"), visit(started=20.0, answered=21.0)


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        ((asked(10.0, "l-1"), asked(20.5, None)), "pass"),
        ((asked(10.0, "l-1"), asked(11.0, None), asked(20.5, None)), "pass"),  # a second try
        ((asked(10.0, None), asked(20.5, None)), "launch_not_given_back"),
        ((asked(10.0, "l-2"),), "launch_not_given_back"),
        ((asked(10.0, "l-1"), asked(20.5, "l-1")), "launch_given_unasked"),
        ((asked(20.5, None),), "no_authorization_request"),
    ],
)
def test_a_launch_value_is_given_back_where_it_was_given(requests: tuple[Exchange, ...], expected: str) -> None:
    assert spoken(launching.assert_launch_given_back, LAUNCHED, ALONE, *requests) == expected


@pytest.mark.parametrize(
    ("signed_in", "expected"),
    [(False, "pass"), (True, "pass"), (None, "session_unreadable"), ("-", "session_unreadable")],
)
def test_whoever_comes_by_an_old_launch_is_looked_at(signed_in: Any, expected: str) -> None:  # noqa: ANN401 - a row
    probes = () if signed_in == "-" else (ProbeReading("second", signed_in, (), "v-1", 30.0),)

    assert spoken(launching.assert_launch_opens_nobody_else, *probes) == expected


def test_a_launch_that_comes_again_is_delivered_in_its_own_browser() -> None:
    play = launched_again_by_another()
    again = replace(opening("http://app/launch?iss=x&launch=l-1"), browser="b-2")

    assert delivered(episode(LAUNCHED), play) is False
    assert delivered(episode(LAUNCHED, again), play) is True
