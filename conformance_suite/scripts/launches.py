"""Another place opens the app: a record system with a launch, or any site that would have somebody signed in."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.elsewhere import SPELLINGS
from conformance_suite.issuers import INTERNAL, TWO_WAYS, UNKNOWN
from conformance_suite.plays import AGAIN, Journey, Launch, NewBrowser, Play, Prepare, Probe, Step
from conformance_suite.scripts.parts import END, OTHER


def opened(launch: Launch, variant: str = "") -> Play:
    """Another place opens the app in a browser where nobody is signed in."""
    before: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare())
    honest = Play(launch.way, (*before, Launch(launch.way), Probe("after_login"), *END))
    steps = (*before, launch, Probe("after_login"), *END)
    met = Play(launch.way, steps, reached="baseline", honestly=honest, variant=variant)
    if launch.way == "launch":
        return replace(met, needs=("launch",))
    return replace(met, registers=("initiate_login_uri",))


def launched_then_by_itself() -> Play:
    """A record system opens the app, then the person begins in the app itself, in another browser."""
    alone = (NewBrowser(AGAIN), Prepare(AGAIN), Journey("login", AGAIN), Probe("after_return", AGAIN))
    return replace(_launched_then(alone), passive=True)


def launched_again_by_another() -> Play:
    """A record system opens the app for a person; somebody else comes by the same link in a browser of their own."""
    again = Launch("launch", value="again", browser=OTHER)
    return _launched_then((NewBrowser(OTHER, person="other"), Prepare(OTHER), again, Probe("second", OTHER)))


def _launched_then(more: tuple[Step, ...]) -> Play:
    """A record system opens the app, and then something more."""
    play = opened(Launch("launch"))
    return replace(play, steps=(*play.steps[: -len(END)], *more, *END), reached="session")


def launched_by_internal_server() -> Play:
    """A record system whose FHIR server is at an internal address."""
    return opened(Launch("launch", INTERNAL))


def launched_by_unknown_server() -> Play:
    """A record system whose FHIR server the app cannot know."""
    return opened(Launch("launch", UNKNOWN))


def initiated_at_unknown_issuer() -> Play:
    """A site that would have the person sign in at an issuer that the app cannot know."""
    return opened(Launch("initiation", UNKNOWN))


def launched_with_values() -> tuple[Play, ...]:
    """A record system whose launch value is not what such a value can be."""
    return opened(Launch("launch", value="markup"), "markup"), opened(Launch("launch", value="long"), "long")


def opened_by_names_that_read_two_ways() -> tuple[Play, ...]:
    """Issuers that look like the known one to whoever reads them badly, by either way in."""
    launches = (opened(Launch("launch", spelling), spelling) for spelling in TWO_WAYS)
    initiations = (opened(Launch("initiation", spelling), f"initiation_{spelling}") for spelling in TWO_WAYS)
    return (*launches, *initiations)


def initiated_with_targets() -> tuple[Play, ...]:
    """A site that would have the person end elsewhere, in every spelling that a browser understands."""
    return tuple(opened(Launch("initiation", target=spelling), spelling) for spelling in SPELLINGS)
