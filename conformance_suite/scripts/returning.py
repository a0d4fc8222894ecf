"""A person signs in, and later once more in another browser; what happens in between may concern everybody."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    AGAIN,
    Act,
    AwaitSession,
    Journey,
    JsonScalar,
    NewBrowser,
    OpenCallback,
    Play,
    Prepare,
    Probe,
    Settle,
    Step,
)
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN, armed
from conformance_suite.signing_in import SHARED_ADDRESS

THIRD = "b-3"
ROTATION: tuple[Step, ...] = (Act("rotate_keys", hostile=True),)
IN_AGAIN: tuple[Step, ...] = (NewBrowser(AGAIN), Probe("baseline", AGAIN), Prepare(AGAIN))
LOGIN_AGAIN: tuple[Step, ...] = (*IN_AGAIN, Journey("login", AGAIN))
END_AGAIN: tuple[Step, ...] = (Settle(), Probe("after", AGAIN))
NOTICED = AwaitSession("after_return", AGAIN)


def sign_in_twice(fault: str | None = None, **params: JsonScalar) -> Play:
    """A person signs in, then again in another browser; the fault, if any, is met the second time."""
    steps = (*SIGN_IN, *LOGIN_AGAIN, Probe("after_return", AGAIN), *END_AGAIN)
    return Play("return", steps, faults=armed(fault, params), proofs=("returning",))


def sign_in_with_one_address() -> Play:
    """Somebody signs in, then the person, in another browser; the space tells the same address of both, unverified.

    The lie lies in wait: it is met only by apps that ask for the address.
    """
    faults = tuple(replace(one, lure=True) for one in armed(SHARED_ADDRESS, {}))
    first = (NewBrowser(OTHER, person="other"), Prepare(OTHER), Journey("login", OTHER), Probe("first", OTHER))
    before, then = SIGN_IN[:3], SIGN_IN[3:]
    steps = (*before, *first, *then, Probe("first_after", OTHER), *END)
    return Play("one_address", steps, faults=faults, reached="baseline", honestly=sign_in_twice())


def sign_in_after_rotation() -> Play:
    """Between two sign-ins the space changes its keys."""
    return _of_keys((*SIGN_IN, *ROTATION, *LOGIN_AGAIN, NOTICED, *END_AGAIN))


def sign_in_across_rotation() -> Play:
    """The space changes its keys while a person is there: after they answered, before the app redeems the code."""
    held: tuple[Step, ...] = (*IN_AGAIN, Journey("login", AGAIN, hold=True), *ROTATION, OpenCallback(AGAIN, AGAIN))
    return _of_keys((*SIGN_IN, *held, NOTICED, *END_AGAIN))


def sign_in_by_withdrawn_key() -> Play:
    """The space changes its keys, the app has had time to notice, then somebody signs with the old one.

    An app that never reads keys is meant too: whoever verifies nothing trusts a withdrawn key as any other.
    """
    retired = Act("retire_keys")
    third = (NewBrowser(THIRD), Probe("baseline", THIRD), Prepare(THIRD), Journey("login", THIRD))
    last = (Probe("after_withdrawal", THIRD), Settle(), Probe("after", THIRD))
    steps = (*SIGN_IN, *ROTATION, *LOGIN_AGAIN, NOTICED, retired, *third, *last)
    return replace(_of_keys(steps), faults=armed("id_token_withdrawn_key", {}), uses=())


def _of_keys(steps: tuple[Step, ...]) -> Play:
    """A play that changes the keys for everybody: alone in its space, with an app that has just begun."""
    return Play(
        "return",
        steps,
        lane="twin",
        uses=("jwks",),
        proofs=("returning",),
        from_start=True,
        honestly=sign_in_twice(),
    )
