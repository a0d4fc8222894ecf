"""A professional comes, beside the people whose space it is."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Journey, NewBrowser, Play
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN
from conformance_suite.scripts.sign_in import sign_in


def sign_in_a_professional() -> Play:
    """A person signs in, and a professional does through Pro Santé Connect; the case looks at what is asked there."""
    steps = (*SIGN_IN, NewBrowser(OTHER, person="professional"), Journey("login_professional", OTHER), *END)
    return replace(sign_in(passive=True), steps=steps, needs=("login_professional",), honestly=sign_in())
