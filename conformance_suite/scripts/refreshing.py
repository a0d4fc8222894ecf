"""Access tokens that expire or are refused while a person goes on reading, and the end of a pairing."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    AGAIN,
    BROWSER,
    Act,
    Arm,
    AwaitExpiry,
    AwaitRefresh,
    Away,
    CopyCookies,
    FaultSpec,
    Journey,
    JsonScalar,
    Meanwhile,
    NewBrowser,
    Play,
    Prepare,
    Probe,
    Settle,
    Step,
)
from conformance_suite.scripts.measures import read_after_sign_in, refresh_after_expiry
from conformance_suite.scripts.parts import END, OTHER, READ, SIGN_IN, armed

ABSENCE = 6.0  # seconds: what an app does of its own accord every few of them is seen


def refresh_once(fault: str | None = None, **params: JsonScalar) -> Play:
    """A person reads, the access token expires, they read twice more; passive without a fault.

    A fault is armed only then: an app that refreshes ahead of time has done so by honest means before.
    """
    honest = refresh_after_expiry(refused="no")
    if fault is None:
        return replace(honest, passive=True)
    faults = armed(fault, params)
    return replace(honest, steps=(*SIGN_IN, *READ, AwaitExpiry(), Arm(faults), *READ, *READ, *END), faults=faults)


def refresh_during_an_outage() -> Play:
    """The same while the space cannot refresh for now, which an app may keep in mind for everybody; then it can again.

    Somebody comes back to their measures until the app has asked for tokens, as far as it does.
    """
    play = refresh_once("token_error", error="temporarily_unavailable", grant="refresh_token")
    honest = refresh_after_expiry(refused="no")
    return replace(play, steps=(*play.steps, Arm(), AwaitRefresh(), *END), lane="stall", honestly=honest)


def refresh_twice(fault: str | None = None, **params: JsonScalar) -> Play:
    """A person reads, and reads again each time the access token has expired: one refresh after the other."""
    steps = (*SIGN_IN, *READ, AwaitExpiry(), *READ, AwaitExpiry(), *READ, *END)
    return replace(refresh_once(fault, **params), steps=steps, honestly=refresh_after_expiry(refused="no"))


def refresh_what_was_half_granted() -> Play:
    """A person lets the app read and not write, reads, and reads again once the access token has expired."""
    half = tuple(replace(step, consent="read") if isinstance(step, Journey) else step for step in SIGN_IN)
    steps = (*half, *READ, AwaitExpiry(), *READ, *READ, *END)
    return replace(refresh_once(), steps=steps, honestly=refresh_after_expiry(refused="no"))


def read_on_two_devices() -> Play:
    """A person signs in on two devices and reads on both, each time that the access tokens have expired; passive."""
    other: tuple[Step, ...] = (NewBrowser(AGAIN), Prepare(AGAIN), Journey("login", AGAIN), Probe("after_return", AGAIN))
    both: tuple[Step, ...] = (*READ, Journey("read_measures", AGAIN))
    steps = (*SIGN_IN, *other, *both, AwaitExpiry(), *both, AwaitExpiry(), *both, *END)
    honest = refresh_after_expiry(refused="no")
    return replace(honest, shape="two_devices", steps=steps, passive=True, honestly=honest)


def read_twice_at_once() -> Play:
    """A person reads in two windows at once when the access token has expired: the second while the first refreshes.

    The second shows first whether anybody is signed in there: what says so may be held by the page of the first alone.
    """
    faults = armed("answer_late", {"endpoint": "token"})
    window: tuple[Step, ...] = (NewBrowser(OTHER), CopyCookies(BROWSER, OTHER), Probe("window", OTHER))
    at_once = Meanwhile(Journey("read_measures"), (Journey("read_measures", OTHER),))
    steps = (*SIGN_IN, *READ, *window, AwaitExpiry(), Arm(faults), at_once, *END)
    honest = refresh_after_expiry(refused="no")
    return replace(honest, steps=steps, faults=faults, honestly=honest)


def refresh_and_lose_the_answer() -> Play:
    """A person reads when the access token has expired; the answers to refreshes are lost, then they come again."""
    faults = armed("answer_reset", {"endpoint": "token"})
    steps = (*SIGN_IN, *READ, AwaitExpiry(), Arm(faults), *READ, Settle(), Arm(), *READ, *END)
    honest = refresh_after_expiry(refused="no")
    return replace(honest, steps=steps, lane="stall", faults=faults, honestly=honest)


def end_mid_session() -> Play:
    """A person reads; then the space ends access token and refresh token both, and they look twice again."""
    ended = (Act("revoke_refresh_token", hostile=True), Act("expire_access_token", hostile=True))
    steps = (*SIGN_IN, *READ, *ended, *READ, Settle(), *READ, *END)
    return replace(
        refresh_once(), steps=steps, lifetimes=(), passive=False, honestly=refresh_after_expiry(refused="no")
    )


def read_refused(error: str) -> Play:
    """A person signs in and looks at their measures, which the space refuses from then on.

    Not before: an app that reads as soon as somebody is paired would come to it while they sign in.
    """
    play = read_after_sign_in("reading_unauthorized", error=error)
    return replace(play, steps=(*SIGN_IN, Arm(play.faults), *READ, *END), honestly=read_after_sign_in())


def read_and_go_away() -> Play:
    """A person reads and signs out, and nobody comes for a while; who asks to act in their absence is not let."""
    steps = (*SIGN_IN, *READ, Journey("logout"), Away(ABSENCE), *END)
    return replace(
        read_after_sign_in(),
        steps=steps,
        faults=(FaultSpec("offline_access_not_granted", lure=True),),
        needs=("read_measures", "logout"),
        reached="reading",
        honestly=read_after_sign_in(),
    )


def unpair(fault: str | None = None) -> Play:
    """A person signs in, then ends the pairing in the app; passive without a fault.

    A fault of the revocation concerns only who revokes: that an app never does so is for the passive case to say.
    """
    steps = (*SIGN_IN, Journey("unpair"), *END)
    uses = () if fault is None else ("revoke",)
    return Play("unpair", steps, faults=armed(fault, {}), needs=("unpair",), uses=uses, passive=fault is None)
