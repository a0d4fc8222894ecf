"""Waiting for something to become true, with a bound."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def until(probe: Callable[[], T], *, within: float = 60.0) -> T:
    """Return the first true value of the probe; fail the test when none comes within the seconds."""
    deadline = time.monotonic() + within
    while not (value := probe()):
        if time.monotonic() > deadline:
            raise AssertionError(f"it did not become true within {within} s; last value: {value!r}")
        Event().wait(0.01)
    return value
