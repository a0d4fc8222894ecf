"""A person looks at their measures or adds one, first in an honest space, then in one that misbehaves."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Act, Arm, FaultSpec, Journey, JsonScalar, Lane, Play, Settle, Step
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in
from conformance_suite.scripts.parts import END, READ, SIGN_IN, armed

ODD = "search_odd_observation"
WRITE: tuple[Step, ...] = (Journey("write_measure"),)


def read_odd(**oddities: float) -> Play:
    """A person reads, then once more for each oddity, when the space slips in a measure of it with that value."""
    faults = tuple(FaultSpec(ODD, (("oddity", oddity), ("value", value))) for oddity, value in oddities.items())
    each = tuple(step for fault in faults for step in (Arm((fault,)), *READ))
    return _read((*SIGN_IN, *READ, *each, *END), faults)


def read_through(fault: str, setting: str, *ways: str) -> Play:
    """A person reads, then once more for each way in which the space misbehaves."""
    faults = tuple(FaultSpec(fault, ((setting, way),)) for way in ways)
    each = tuple(step for one in faults for step in (Arm((one,)), *READ))
    return _read((*SIGN_IN, *READ, *each, *END), faults)


def read_then(fault: str, *, again: bool = False, lane: Lane = "shared", **params: JsonScalar) -> Play:
    """A person reads, then once or twice more while the space misbehaves."""
    more = (*READ, Settle(), *READ) if again else READ
    return replace(_read_then(armed(fault, params), more), lane=lane)


def read_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """A person reads, then once more while the space misbehaves in one of several ways, a play each."""
    return tuple(_read_then(armed(fault, {setting: way}), READ, variant=way) for way in ways)


def read_twice_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The same, and a second look: an app may follow then what it kept of the first."""
    return tuple(_read_then(armed(fault, {setting: way}), (*READ, *READ), variant=way) for way in ways)


def read_from_other_origins() -> tuple[Play, ...]:
    """The next page is at another origin; plain http is heard where the API has a listener of its own."""
    fault, setting = "search_next_link", "leads_to"
    plain = read_then(fault, lane="twin", leads_to="other_scheme")
    others = read_in_ways(fault, setting, "other_host", "other_port", "host_behind_user")
    return (*others, replace(plain, apart=True, variant="other_scheme"))


def read_from_an_api_that_lacks(fault: str, *ways: str) -> tuple[Play, ...]:
    """The app starts before an API that lacks something, and a person signs in and reads twice; a play each."""
    steps = (*SIGN_IN, *READ, *READ, *END)
    honest = replace(read_after_sign_in(lane="twin"), steps=steps, uses=("metadata",), from_start=True)
    plays = (replace(honest, faults=armed(fault, {"lacks": way}), variant=way) for way in ways)
    return tuple(replace(one, shape="read_twice", reached="baseline") for one in plays)


def read_in_ways_alone(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The same, each play alone on an instance: what comes may take an app long."""
    return tuple(replace(one, lane="stall") for one in read_in_ways(fault, setting, *ways))


def read_empty_then(fault: str, **params: JsonScalar) -> Play:
    """A person reads, then looks at what seems an empty record, then meets the fault."""
    faults, nothing = armed(fault, params), armed("search_without_matches", {})
    return _read((*SIGN_IN, *READ, Arm(nothing), *READ, Arm(faults), *READ, *END), faults)


def write_then(fault: str, **params: JsonScalar) -> Play:
    """A person adds a measure, then another one while the space misbehaves."""
    faults = armed(fault, params)
    steps = (*SIGN_IN, *WRITE, Arm(faults), *WRITE, *END)
    return Play("write_again", steps, faults=faults, needs=("write_measure",), honestly=write_after_sign_in())


def write_during_an_outage() -> Play:
    """A person adds a measure by a form of the app, then one while the space is in maintenance, then one after that."""
    play = write_then("answer_maintenance_page", endpoint="measures_write")
    steps = (*SIGN_IN, *WRITE, Arm(play.faults), *WRITE, Arm(), *WRITE, *END)
    return replace(play, steps=steps, submits=("write_measure",))


def write_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """A person adds a measure, then another one while the space misbehaves in one of several ways, a play each."""
    return tuple(replace(write_then(fault, **{setting: way}), variant=way) for way in ways)


def act_then_read(act: str) -> Play:
    """A person reads, something is done at the space, then they look twice again."""
    steps = (*SIGN_IN, *READ, Act(act, hostile=True), *READ, Settle(), *READ, *END)
    return _read(steps, ())


def watch_reads() -> Play:
    """A person reads; the case looks at what the app asked for."""
    return replace(read_after_sign_in(), passive=True)


def _read_then(faults: tuple[FaultSpec, ...], more: tuple[Step, ...], *, variant: str = "") -> Play:
    return replace(_read((*SIGN_IN, *READ, Arm(faults), *more, *END), faults), variant=variant)


def _read(steps: tuple[Step, ...], faults: tuple[FaultSpec, ...]) -> Play:
    return Play(
        "read_again",
        steps,
        faults=faults,
        needs=("read_measures",),
        reached="reading",
        honestly=read_after_sign_in(),
    )
