"""The space is slow, broken or talks nonsense while a person signs in, reads or writes."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    Arm,
    FaultSpec,
    Journey,
    JsonScalar,
    Lane,
    Meanwhile,
    NewBrowser,
    Play,
    Prepare,
    Probe,
)
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in
from conformance_suite.scripts.parts import END, OTHER, READ, SIGN_IN
from conformance_suite.scripts.sign_in import sign_in

SHAPES = ("html", "empty", "no_content")


def read_during(fault: str, *, lane: Lane = "stall", variant: str = "", **params: JsonScalar) -> Play:
    """A person signs in and reads; each answer to the reading is bent."""
    spec = FaultSpec(fault, (("endpoint", "measures_read"), *sorted(params.items())))
    return replace(read_after_sign_in(lane=lane), faults=(spec,), variant=variant)


def write_during(fault: str, *, variant: str = "", **params: JsonScalar) -> Play:
    """A person signs in and adds a measure; each answer to the writing is bent."""
    spec = FaultSpec(fault, (("endpoint", "measures_write"), *sorted(params.items())))
    return replace(write_after_sign_in(), lane="stall", faults=(spec,), variant=variant, passive=False)


def sign_in_during(
    fault: str, *, lane: Lane = "stall", times: int | None = None, variant: str = "", **params: JsonScalar
) -> Play:
    """A person signs in; answers of the token endpoint are bent, all or the first `times`."""
    spec = FaultSpec(fault, (("endpoint", "token"), *sorted(params.items())), times)
    return replace(sign_in(lane=lane), faults=(spec,), variant=variant)


def told_to_wait() -> tuple[Play, ...]:
    """Reading and writing are refused for now, for as many seconds as are told."""
    fault = "answer_too_many_requests"
    return (read_during(fault, variant="reading"), write_during(fault, variant="writing"))


def read_until_well() -> Play:
    """A person looks four times; the first three answers are errors."""
    broken = FaultSpec("answer_server_error", (("endpoint", "measures_read"), ("status", "500")), times=3)
    play = read_after_sign_in(lane="stall")
    return replace(play, steps=(*SIGN_IN, *READ * 4, *END), faults=(broken,), honestly=read_after_sign_in())


def read_while_another_signs_in() -> Play:
    """Somebody's reading hangs, and somebody else signs in meanwhile."""
    hang = FaultSpec("answer_hang", (("endpoint", "measures_read"),))
    other = (NewBrowser(OTHER, person="other"), Prepare(OTHER), Journey("login", OTHER), Probe("meanwhile", OTHER))
    steps = (*SIGN_IN, Meanwhile(Journey("read_measures"), other), *END)
    play = read_after_sign_in(lane="stall")
    return replace(play, steps=steps, faults=(hang,), honestly=read_after_sign_in())


def read_nothing_then_nonsense() -> tuple[Play, ...]:
    """An honest answer without measures, however many calls a page makes; then a success without the document."""
    return tuple(_read_nothing_then_nonsense(shape) for shape in SHAPES)


def _read_nothing_then_nonsense(shape: str) -> Play:
    nothing = FaultSpec("search_empty")
    nonsense = FaultSpec("answer_not_json", (("endpoint", "measures_read"), ("shape", shape)))
    honest = read_after_sign_in()
    return replace(
        honest,
        steps=(*SIGN_IN, Arm((nothing,)), *READ, Arm((nonsense,)), *READ, *END),
        faults=(nothing, nonsense),
        honestly=honest,
        variant=shape,
    )


def read_in_encodings() -> tuple[Play, ...]:
    """The answer comes in other encodings."""
    encodings = ("utf-16", "iso-8859-1", "utf-8-sig")
    return tuple(read_during("answer_recoded", lane="shared", encoding=one, variant=one) for one in encodings)


def read_out_of_bounds() -> tuple[Play, ...]:
    """The answer has no end, explodes, or is shorter than it says."""
    lanes: tuple[tuple[str, Lane], ...] = (("endless", "stall"), ("gzip_bomb", "shared"), ("short", "shared"))
    return tuple(read_during("answer_too_large", lane=lane, how=how, variant=how) for how, lane in lanes)


def read_with_a_wrong_clock() -> Play:
    """The space dates its answers wrongly: a good journey all the same."""
    return replace(read_after_sign_in(), faults=(FaultSpec("answer_clock_off"),))


def token_endpoint_breaks() -> tuple[Play, ...]:
    """The token endpoint is down for one call, or for good."""
    fault = "answer_server_error"
    return (sign_in_during(fault, times=1, variant="once"), sign_in_during(fault, variant="always"))
