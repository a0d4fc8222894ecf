"""An app that pushes its authorization requests signs people in (RFC 9126)."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Away, Journey, JsonScalar, Play
from conformance_suite.scripts.parts import END, SIGN_IN, armed
from conformance_suite.scripts.sign_in import sign_in

REGISTERED = ("require_pushed_authorization_requests",)
ENDPOINT = "pushed_authorization_request"
LIFE = 5.0  # seconds


def watch_pushing() -> Play:
    """A person signs in, and nothing is wrong."""
    return replace(sign_in(passive=True), registers=REGISTERED)


def push_met(fault: str, setting: str, *ways: JsonScalar) -> tuple[Play, ...]:
    """The answer to the pushed request is wrong, in one way a play.

    The app pushes before any browser tells whose sign-in it is for: so each has the space for itself.
    """
    honest = replace(sign_in(lane="twin"), registers=REGISTERED, uses=(ENDPOINT,))
    return tuple(replace(honest, faults=armed(fault, {setting: way}), variant=str(way)) for way in ways)


def come_back_late() -> Play:
    """Two sign-ins are left unfinished; the person begins once more when what the app pushed for them has expired."""
    left = Journey("login", hold=True)
    steps = (*SIGN_IN[:-2], left, left, Away(LIFE + 1), *SIGN_IN[-2:], *END)
    return Play(
        "come_back_late",
        steps,
        lane="twin",
        lifetimes=(("request_uri", LIFE),),
        registers=REGISTERED,
        uses=(ENDPOINT,),
        reached="baseline",
        honestly=sign_in(),
    )
