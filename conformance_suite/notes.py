"""What was seen in one episode and is not in the journal yet: it is handed in at once, and seldom."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance_suite.json_value import JsonObject
    from sandbox.client import Space


class Notes:
    """The notes of one episode; its browsers may be used by two threads.

    Every call at the space costs as much as a page of an app, so events wait for the end of the episode, or for the
    next cookie of the app: that one must be known as a secret before anything else is journalled.
    """

    def __init__(self, space: Space, episode: str) -> None:
        self._space = space
        self._episode = episode
        self._events: list[JsonObject] = []
        self._lock = threading.Lock()

    def add(self, event: JsonObject) -> None:
        """Note an event; its `t` is now unless it says when it happened."""
        with self._lock:
            self._events.append({"t": time.monotonic(), "episode": self._episode, **event})

    def hand_in(self, cookies: Sequence[str] = ()) -> None:
        """Journal what was noted, without these cookies and all earlier ones."""
        with self._lock:
            events, self._events = self._events, []
        if events or cookies:
            self._space.record(events, cookies=cookies)
