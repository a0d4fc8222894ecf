"""Somebody opens the page where people read what they consent to: for a case, or for the facts, in a role apart."""

from __future__ import annotations

from typing import Final

from conformance_suite.plays import Journey, NewBrowser, Play, Prepare, Probe
from conformance_suite.scripts.parts import END
from conformance_suite.scripts.sign_in import sign_in

LOOK: Final = "look"
JOURNEY: Final = "consent_text"


def look_then_sign_in() -> Play:
    """The same, by a person who then signs in: passive, the case reads the page."""
    look = (NewBrowser(), Probe("baseline"), Prepare(), Journey(JOURNEY))
    steps = (*look, Journey("login"), Probe("after_login"), *END)
    return Play("consent_text_case", steps, needs=(JOURNEY,), passive=True, honestly=sign_in())


def look_at_consent_text() -> Play:
    """The journey `consent_text`, by somebody who has not paired."""
    return Play("consent_text", (NewBrowser(), Prepare(), Journey(JOURNEY)), needs=(JOURNEY,), honest=True)
