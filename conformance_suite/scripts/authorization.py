"""Answers of the space that come to the wrong browser, twice, or with somebody else's code; and bait."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.elsewhere import AS_IT_IS, SPELLINGS
from conformance_suite.plays import (
    BROWSER,
    CopyCookies,
    Journey,
    NewBrowser,
    OpenCallback,
    Play,
    Prepare,
    Probe,
    Settle,
    Step,
)
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN, armed
from conformance_suite.scripts.sign_in import sign_in

_OPENED: tuple[Step, ...] = (Settle(), Probe("after"))
_OTHER_STOPS_HALFWAY: tuple[Step, ...] = (
    NewBrowser(OTHER, person="other"),
    Prepare(OTHER),
    Journey("login", OTHER, hold=True),
)


def plant_callback() -> Play:
    """Somebody else signs in and keeps the answer; the person, who has begun nothing, opens that link."""
    before: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare())
    steps = (*before, *_OTHER_STOPS_HALFWAY, OpenCallback(of=OTHER), *_OPENED)
    return Play("sign_in", steps, reached="baseline", honestly=sign_in())


def inject_code() -> Play:
    """The person has begun a sign-in; into its answer somebody puts the code of another sign-in."""
    before: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare(), Journey("login", hold=True))
    steps = (*before, *_OTHER_STOPS_HALFWAY, OpenCallback(of=OTHER, keep=("state",)), *_OPENED)
    return Play("sign_in", steps, reached="baseline", honestly=sign_in())


def sign_in_by_a_hostile_issuer() -> Play:
    """A person signs in by the second issuer of an app that knows two; it sends them through the first."""
    before: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare())
    steps = (*before, Journey("login_2"), Probe("after_login"), *_OPENED)
    faults = armed("neighbour_mixes_up", {})
    return Play(
        "sign_in",
        steps,
        lane="twin",
        faults=faults,
        needs=("login_2",),
        reached="baseline",
        from_start=True,
        honestly=sign_in(),
    )


def sign_in_from_two_tabs() -> Play:
    """A person begins a sign-in in two tabs of one browser, comes back in the older one first, then in the other.

    A tab has the cookies of the other at each turn; what a page keeps for itself, each has of its own.
    """
    before: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare(), Journey("login", hold=True))
    newer: tuple[Step, ...] = (NewBrowser(OTHER), CopyCookies(BROWSER, OTHER), Journey("login", OTHER, hold=True))
    back = (CopyCookies(OTHER, BROWSER), OpenCallback(), CopyCookies(BROWSER, OTHER), OpenCallback(OTHER, OTHER))
    steps = (*before, *newer, *back, Settle(), Probe("after", OTHER))
    return Play("sign_in", steps, reached="baseline", honestly=sign_in())


def replay_callback() -> Play:
    """A person signs in, then loads the address with the code once more."""
    return Play("sign_in", (*SIGN_IN, OpenCallback(), *END))


def bait_sign_in(spelling: str = AS_IT_IS) -> Play:
    """A person signs in by a link that also asks the app to send them elsewhere afterwards, a place so spelled."""
    steps: tuple[Step, ...] = tuple(
        replace(step, bait=spelling) if isinstance(step, Journey) and step.name == "login" else step for step in SIGN_IN
    )
    variant = "" if spelling == AS_IT_IS else spelling
    return Play("sign_in", (*steps, *END), reached="baseline", honestly=sign_in(), variant=variant)


def bait_sign_ins() -> tuple[Play, ...]:
    """The same in every spelling that a browser understands."""
    return tuple(bait_sign_in(spelling) for spelling in SPELLINGS)
