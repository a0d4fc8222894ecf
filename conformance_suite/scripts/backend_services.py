"""A service of the app does its job in its own name."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import AwaitExpiry, Journey, Play
from conformance_suite.scripts.measures import EXPIRES_IN
from conformance_suite.scripts.parts import END, SIGN_IN


def do_the_job() -> Play:
    """A person signs in, then the app does its job; in a lane where nobody else's calls could be taken for it."""
    return Play(
        "do_the_job",
        (*SIGN_IN, Journey("job"), *END),
        lane="twin",
        needs=("job",),
        registers=("grant_types",),
        reached="session",
        passive=True,
    )


def do_the_job_again() -> Play:
    """The app does its job, its token ends, and it does its job again; on an instance that holds no earlier token."""
    steps = (*SIGN_IN, Journey("job"), AwaitExpiry(), Journey("job"), *END)
    lifetimes = (("expires_in", EXPIRES_IN),)
    return replace(do_the_job(), steps=steps, lifetimes=lifetimes, from_start=True, honestly=do_the_job())
