"""A person signs in at an app that proves at each call to have the key to which its access tokens are bound."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import JsonScalar, Play
from conformance_suite.scripts.measures import read_after_sign_in, read_if_signed_in
from conformance_suite.scripts.parts import END, READ, SIGN_IN, armed
from conformance_suite.scripts.sign_in import sign_in

REGISTERED = ("dpop_bound_access_tokens",)


def sign_in_bound(fault: str, *, at: str) -> Play:
    """A person signs in, or does not."""
    return replace(sign_in(fault, at=at), registers=REGISTERED)


def read_bound(fault: str, **params: JsonScalar) -> Play:
    """The same, and they look at their measures, if they are let in."""
    return replace(read_if_signed_in(fault, **params), registers=REGISTERED)


def read_bound_passively() -> Play:
    """The same, all being well: the case looks at what the app sends by itself."""
    return replace(read_after_sign_in(), registers=REGISTERED, passive=True)


def read_bound_three_times(fault: str) -> Play:
    """They look three times, on an instance of their own: nonces that others were given are none of theirs."""
    steps = (*SIGN_IN, *READ, *READ, *READ, *END)
    return Play(
        "read_on",
        steps,
        lane="twin",
        faults=armed(fault, {}),
        needs=("read_measures",),
        registers=REGISTERED,
        proofs=("reading",),
        reached="baseline",
    )
