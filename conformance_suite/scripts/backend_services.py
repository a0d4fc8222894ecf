"""A service of the app does its job in its own name."""

from __future__ import annotations

from conformance_suite.plays import Journey, Play
from conformance_suite.scripts.parts import END, SIGN_IN


def do_the_job() -> Play:
    """A person signs in, then the app does its job; in a lane where nobody else's calls could be taken for it."""
    steps = (*SIGN_IN, Journey("job"), *END)
    return Play(
        "do_the_job", steps, lane="twin", needs=("job",), registers=("grant_types",), passive=True, reached="session"
    )
