"""The vocabulary of plays: what a person and the space do in an episode, as data.

The player executes the steps in order and adapts only to recorded events. A play without its faults and hostile acts is
its control, so a control is shared by every case that has the same honest play.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

JsonScalar: TypeAlias = str | int | float | bool | None
Parameters: TypeAlias = tuple[tuple[str, JsonScalar], ...]
Lane: TypeAlias = Literal["shared", "stall", "twin"]
Consent: TypeAlias = Literal["allow", "refuse"]
Shape: TypeAlias = Literal["sign_in", "refuse", "read", "write", "refresh", "withdraw", "unpair"]

BROWSER = "b-1"


@dataclass(frozen=True)
class FaultSpec:
    """A fault to arm for the episode: its id in the space's catalogue and its settings."""

    id: str
    params: Parameters = ()


@dataclass(frozen=True)
class NewBrowser:
    """A fresh browser: no cookies, nothing remembered."""

    name: str = BROWSER


@dataclass(frozen=True)
class Prepare:
    """The manifest's `prepare` journey followed by a probe `after_prepare`; nothing when it is not declared."""

    browser: str = BROWSER


@dataclass(frozen=True)
class Probe:
    """Read the session page: does the app think that someone is signed in? `when` names the moment."""

    when: str
    browser: str = BROWSER


@dataclass(frozen=True)
class Journey:
    """One journey of the manifest, `consent` being what the persona answers at the space if asked."""

    name: str
    browser: str = BROWSER
    consent: Consent = "allow"


@dataclass(frozen=True)
class Act:
    """Something done at the space, not in the app (withdraw_consent...); `hostile` acts are left out of the control."""

    act: str
    parameters: Parameters = ()
    hostile: bool = False


@dataclass(frozen=True)
class AwaitExpiry:
    """Wait until the app has to count its access token as expired; then the space counts it as expired too.

    Until then the space honours what it issued: however slow the machine, a token is good for the call after it.
    """


@dataclass(frozen=True)
class Settle:
    """Wait for quiet: a grace of max(300 ms, 3 x what the control took to settle) after the last answer."""


Step: TypeAlias = NewBrowser | Prepare | Probe | Journey | Act | AwaitExpiry | Settle


@dataclass(frozen=True)
class Play:
    """An ordered script, the faults armed while it runs and the honest preconditions it needs.

    `needs` are manifest journeys without which the case does not apply. `passive` plays deliver nothing: the case looks
    at what the app sends by itself. `honest` plays (hook-up) are good journeys that are their own purpose: no control.
    `lifetimes` are declared by the space from the start of the episode, in seconds.
    """

    shape: Shape
    steps: tuple[Step, ...]
    lane: Lane = "shared"
    faults: tuple[FaultSpec, ...] = ()
    lifetimes: tuple[tuple[str, float], ...] = ()
    needs: tuple[str, ...] = ()
    passive: bool = False
    honest: bool = False

    def control(self) -> Play:
        """The same play with nothing hostile in it; equal for all cases that may share a control."""
        steps = _CONTROL_STEPS.get(self.shape, tuple(s for s in self.steps if not (isinstance(s, Act) and s.hostile)))
        shape = _CONTROL_SHAPES.get(self.shape, self.shape)
        return replace(self, shape=shape, steps=steps, faults=(), passive=False)

    def as_json(self) -> dict[str, object]:
        """The play as it is written in the run's files."""
        return {
            "shape": self.shape,
            "lane": self.lane,
            "steps": [step_as_json(step) for step in self.steps],
            "faults": [{"id": fault.id, "params": dict(fault.params)} for fault in self.faults],
            "lifetimes": dict(self.lifetimes),
            "needs": list(self.needs),
            "passive": self.passive,
            "honest": self.honest,
        }


def step_as_json(step: Step) -> dict[str, object]:
    """One step as JSON: its kind and its settings."""
    settings = {name: dict(value) if isinstance(value, tuple) else value for name, value in vars(step).items()}
    return {"step": type(step).__name__, **settings}


_SIGN_IN: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare(), Journey("login"), Probe("after_login"))
_END: tuple[Step, ...] = (Settle(), Probe("after"))
_READ: tuple[Step, ...] = (Journey("read_measures"),)

_CONTROL_STEPS: Mapping[str, tuple[Step, ...]] = {
    "refuse": (*_SIGN_IN, *_END),
    "withdraw": (*_SIGN_IN, *_READ, *_END),
}
_CONTROL_SHAPES: Mapping[str, Shape] = {"refuse": "sign_in", "withdraw": "read"}

EXPIRES_IN = 1.0  # seconds told of every access token: the least that whole seconds can say


def sign_in(fault: str | None = None, *, lane: Lane = "shared", passive: bool = False, **params: JsonScalar) -> Play:
    """A person signs in; the fault, if any, is met on the way."""
    return Play("sign_in", (*_SIGN_IN, *_END), lane=lane, faults=_armed(fault, params), passive=passive)


def refuse_consent() -> Play:
    """A person comes to the consent page and says no: honest `access_denied`."""
    refused: tuple[Step, ...] = tuple(
        replace(step, consent="refuse") if isinstance(step, Journey) else step for step in _SIGN_IN
    )
    return Play("refuse", (*refused, *_END))


def read_after_sign_in(fault: str | None = None, *, lane: Lane = "shared", **params: JsonScalar) -> Play:
    """A person signs in and looks at their measures."""
    steps = (*_SIGN_IN, *_READ, *_END)
    return Play("read", steps, lane=lane, faults=_armed(fault, params), needs=("read_measures",))


def write_after_sign_in() -> Play:
    """A person signs in and adds a measure; passive, the case reads what was written."""
    steps = (*_SIGN_IN, Journey("write_measure"), *_END)
    return Play("write", steps, needs=("write_measure",), passive=True)


def refresh_after_expiry(*, refused: Literal["no", "yes"]) -> Play:
    """A person reads, the access token expires, they read twice more; refused: it was revoked meanwhile."""
    revoked: tuple[Step, ...] = (Act("revoke_refresh_token", hostile=True),) if refused == "yes" else ()
    steps = (*_SIGN_IN, *_READ, AwaitExpiry(), *revoked, *_READ, *_READ, *_END)
    return Play("refresh", steps, lifetimes=(("expires_in", EXPIRES_IN),), needs=("read_measures",))


def withdraw_then_read() -> Play:
    """A person reads, withdraws the consent to read at the space, then looks twice again."""
    withdrawn = Act("withdraw_consent", (("family", "measures"), ("direction", "read")), hostile=True)
    steps = (*_SIGN_IN, *_READ, withdrawn, *_READ, Settle(), *_READ, *_END)
    return Play("withdraw", steps, needs=("read_measures",))


def pair() -> Play:
    """Hook-up: a person pairs, nothing else."""
    return replace(sign_in(), honest=True)


def pair_and_read() -> Play:
    """Hook-up: a person pairs and reads."""
    return replace(read_after_sign_in(), honest=True)


def pair_and_write() -> Play:
    """Hook-up: a person pairs and writes."""
    return replace(write_after_sign_in(), honest=True, passive=False)


def pair_and_unpair() -> Play:
    """Hook-up: a person pairs, then unpairs in the app."""
    return Play("unpair", (*_SIGN_IN, Journey("unpair"), *_END), needs=("unpair",), honest=True)


def _armed(fault: str | None, params: Mapping[str, JsonScalar]) -> tuple[FaultSpec, ...]:
    return () if fault is None else (FaultSpec(fault, tuple(sorted(params.items()))),)
