"""A sandbox process of its own for the tests of one file, with what a test usually needs in a fresh space."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builders.pairing import METADATA, Pairing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.client import Client, Persona, Sandbox, Space

PATIENCE = 60.0
_numbers = itertools.count(1)


@dataclass
class Stage:
    """A space with one client and one persona; episodes are opened on it one at a time."""

    sandbox: Sandbox
    space: Space
    client: Client
    persona: Persona

    def open(self, *faults: str, lifetimes: Mapping[str, float] | None = None, **params: object) -> Pairing:
        """Open an episode with these faults (`params` set the first) and return the pairing to be made in it."""
        episode = f"e-{next(_numbers)}"
        armed = [{"id": fault, "params": params if place == 0 else {}} for place, fault in enumerate(faults)]
        self.space.open_episode({"episode": episode, "faults": armed, "lifetimes": dict(lifetimes or {})})
        return Pairing(self.space, self.client, self.persona, self.sandbox.ca_bundle, episode)

    def close(self, pairing: Pairing) -> list[dict[str, Any]]:
        """Close the episode of a pairing and return its events."""
        assert pairing.episode is not None
        self.space.close_episode(pairing.episode, outcome="played")
        return self.space.events(episode=pairing.episode)

    def await_event(self, pairing: Pairing, kind: str, **fields: object) -> dict[str, Any]:
        """Wait for an event of the episode."""
        after, deadline = 0, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for event in self.space.events(after=after, wait=1.0, episode=pairing.episode):
                after = int(event["seq"])
                if event["kind"] == kind and all(event.get(name) == value for name, value in fields.items()):
                    return event
        raise AssertionError(f"no {kind} {fields} within {PATIENCE} s")


def set_stage(sandbox: Sandbox, **metadata: str) -> Stage:
    """Make a space with a client and a persona."""
    space = sandbox.create_space()
    return Stage(sandbox, space, space.register_client(METADATA | metadata), space.create_persona())
