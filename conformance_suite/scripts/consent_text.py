"""Somebody opens the page where people read what they consent to; no case rests on it, so it has a role of its own."""

from __future__ import annotations

from typing import Final

from conformance_suite.plays import Journey, NewBrowser, Play, Prepare

LOOK: Final = "look"
JOURNEY: Final = "consent_text"


def look_at_consent_text() -> Play:
    """The journey `consent_text`, by somebody who has not paired."""
    return Play("consent_text", (NewBrowser(), Prepare(), Journey(JOURNEY)), needs=(JOURNEY,), honest=True)
