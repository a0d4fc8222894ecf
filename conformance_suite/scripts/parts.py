"""What most scripts are made of: the way in, the end, and how a fault is armed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.plays import FaultSpec, Journey, JsonScalar, NewBrowser, Prepare, Probe, Settle, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER = "b-2"  # the browser of somebody else, or of the person somewhere else
SIGN_IN: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare(), Journey("login"), Probe("after_login"))
END: tuple[Step, ...] = (Settle(), Probe("after"))
READ: tuple[Step, ...] = (Journey("read_measures"),)


def armed(fault: str | None, params: Mapping[str, JsonScalar]) -> tuple[FaultSpec, ...]:
    """The fault of that id with its settings; nothing without an id."""
    return () if fault is None else (FaultSpec(fault, tuple(sorted(params.items()))),)
