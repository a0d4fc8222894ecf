"""A person signs in, then reads or adds measures."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from conformance_suite.plays import (
    Act,
    AwaitExpiry,
    FaultSpec,
    Journey,
    JsonScalar,
    Lane,
    Play,
    SendAgain,
    Settle,
    Step,
)
from conformance_suite.scripts.parts import END, READ, SIGN_IN, armed

EVERYTHING = (  # every scope of the space
    "openid identity launch/patient offline_access measures.read measures.write documents.read documents.write "
    "agenda.read agenda.write messages.read messages.write"
)
EXPIRES_IN = 1.0  # seconds told of every access token: the least that whole seconds can say


def read_after_sign_in(fault: str | None = None, *, lane: Lane = "shared", **params: JsonScalar) -> Play:
    """A person signs in and looks at their measures."""
    steps = (*SIGN_IN, *READ, *END)
    return Play("read", steps, lane=lane, faults=armed(fault, params), needs=("read_measures",), proofs=("reading",))


def read_with_more_than_asked() -> Play:
    """A person signs in, all that there is seems to be granted, and they look at their measures, if they are let in."""
    return read_with_granted(EVERYTHING)


def read_with_granted(scope: str) -> Play:
    """The same with another scope granted than was asked for; some clients refuse the whole answer for that."""
    return read_if_signed_in("token_response_altered", member="scope", value=scope)


def read_if_signed_in(fault: str, **params: JsonScalar) -> Play:
    """The same with a fault on the way in, after which there may be nobody to look."""
    return replace(read_after_sign_in(), faults=armed(fault, params), reached="baseline")


def read_in_ways_if_signed_in(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The same with a fault that is met in several ways, a play each."""
    return tuple(replace(read_if_signed_in(fault, **{setting: way}), variant=way) for way in ways)


def read_alone_if_signed_in(fault: str, **params: JsonScalar) -> Play:
    """The same on an instance of its own: the space could not tell whose call it was that came with a foreign token."""
    return replace(read_if_signed_in(fault, **params), lane="twin", honestly=read_after_sign_in())


def read_for_nobody() -> Play:
    """The same with tokens that name no patient: neither in the ID token nor as launch context, if that is asked."""
    context = FaultSpec("token_response_incomplete", (("member", "patient"),), lure=True)
    play = read_if_signed_in("id_token_without_claim", claim="idpe")
    return replace(play, faults=(*play.faults, context), honestly=read_after_sign_in())


def write_after_sign_in() -> Play:
    """A person signs in and adds a measure; passive, the case reads what was written."""
    steps = (*SIGN_IN, Journey("write_measure"), *END)
    return Play("write", steps, needs=("write_measure",), proofs=("writing",), passive=True)


def write_by_two_clicks() -> Play:
    """A person adds a measure and, before they see that it is done, sends the same form again."""
    steps = (*SIGN_IN, Journey("write_measure"), SendAgain(), *END)
    honest = write_after_sign_in()
    return Play("write_twice", steps, needs=("write_measure",), submits=("write_measure",), honestly=honest)


def refresh_after_expiry(*, refused: Literal["no", "yes"]) -> Play:
    """A person reads, the access token expires, they read twice more; refused: it was revoked meanwhile."""
    revoked: tuple[Step, ...] = (Act("revoke_refresh_token", hostile=True),) if refused == "yes" else ()
    return Play(
        "refresh",
        (*SIGN_IN, *READ, AwaitExpiry(), *revoked, *READ, *READ, *END),
        lifetimes=(("expires_in", EXPIRES_IN),),
        needs=("read_measures",),
        proofs=("reading", "refreshing"),
        reached="reading",
    )


def withdraw_then_read() -> Play:
    """A person reads, withdraws the consent to read at the space, then looks twice again."""
    withdrawn = Act("withdraw_consent", (("family", "measures"), ("direction", "read")), hostile=True)
    steps = (*SIGN_IN, *READ, withdrawn, *READ, Settle(), *READ, *END)
    return Play("withdraw", steps, needs=("read_measures",), reached="reading", honestly=read_after_sign_in())
