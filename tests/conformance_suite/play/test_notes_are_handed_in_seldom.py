"""What a run sees waits until a cookie of the app must be known, or until the episode is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance_suite.notes import Notes
from sandbox.client import Sandbox, Space

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=1) as started:
        yield started


@pytest.fixture
def space(sandbox: Sandbox) -> Space:
    return sandbox.create_space()


def test_events_wait_until_they_are_handed_in(space: Space) -> None:
    notes = Notes(space, "e-1")
    notes.add({"kind": "journey", "t": 1.0})
    notes.add({"kind": "probe", "t": 2.0})
    assert space.events() == []

    notes.hand_in()
    assert [(event["kind"], event["episode"]) for event in space.events()] == [("journey", "e-1"), ("probe", "e-1")]


def test_nothing_is_handed_in_twice(space: Space) -> None:
    notes = Notes(space, "e-1")
    notes.add({"kind": "journey", "t": 1.0})
    notes.hand_in()
    notes.hand_in()

    assert len(space.events()) == 1


def test_a_cookie_is_known_before_anything_else_is_journalled(space: Space) -> None:
    notes = Notes(space, "e-1")
    notes.add({"kind": "sight", "t": 1.0, "text": "told before: a-cookie-of-the-app-2"})
    notes.hand_in(["a-cookie-of-the-app-2"])
    space.record([{"kind": "sight", "t": 2.0, "text": "told after: a-cookie-of-the-app-2"}])

    texts = [str(event["text"]) for event in space.events()]
    assert all("§cookie:" in text and "a-cookie" not in text for text in texts)
    assert len(texts) == 2


def test_an_event_says_when_it_happened(space: Space) -> None:
    notes = Notes(space, "e-1")
    notes.add({"kind": "journey"})
    notes.add({"kind": "visit", "t": 3.0})
    notes.hand_in()

    now, told = (event["t"] for event in space.events())
    assert isinstance(now, float)
    assert now > 0
    assert told == 3.0
