"""The journal of one space: what happened in it, in order, without secrets.

Events are JSON objects numbered from 1 (`seq`), with `t` on the monotonic clock of the machine (seconds, the same for
every process on it) and `at` in UTC. An event that names no episode belongs to the only open one, if there is just one.
"""

import asyncio
import datetime as dt
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from sandbox.journal.redaction import Redactor
from sandbox.json_value import JsonObject, JsonValue

CAPACITY = 100_000  # events kept, several times those of the longest run
_OURS = frozenset(
    {"kind", "id", "by", "endpoint", "connection", "listener", "outcome", "journey", "browser", "visit", "when", "act"}
    | {"event", "instance", "role", "shape", "lane", "case", "after", "certificate", "alert", "sent", "faults", "step"}
)


def _no_episode() -> None:
    """Stand in for a space without episodes."""


class Journal:
    """Append-only, safe to use from several threads; readers wait on the event loop that they run on."""

    def __init__(
        self,
        space: str | None,
        redactor: Redactor,
        *,
        sole_episode: Callable[[], str | None] = _no_episode,
        capacity: int = CAPACITY,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._space = space
        self._redactor = redactor
        self.sole_episode = sole_episode
        self._monotonic = monotonic
        self._wall = wall
        self._lock = threading.Lock()
        self._events: deque[JsonObject] = deque(maxlen=capacity)
        self._sequence = 0
        self.life = secrets.token_hex(6)  # another one after each start and each `clear`: numbers alone do not tell
        self._readers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event, str | None]] = set()

    def record(
        self, kind: str, fields: Mapping[str, JsonValue], *, episode: str | None = None, t: float | None = None
    ) -> None:
        """Append an event, redacted; `t` when it happened, now by default."""
        owner = episode if episode is not None else self.sole_episode()
        clean = self._redactor.scrub_object(fields, but=_OURS)
        self._append(kind, clean, owner, t)

    def record_clean(
        self,
        kind: str,
        fields: Mapping[str, JsonValue],
        *,
        episode: str | None,
        t: float | None = None,
        life: str | None = None,
    ) -> None:
        """Append an event whose fields are redacted already, for exactly that episode or none.

        Nothing is appended if it began in another `life` of the journal.
        """
        self._append(kind, fields, episode, t, life)

    def clear(self) -> None:
        """Forget every event and begin another life; numbers go on, so that readers see no number twice."""
        with self._lock:
            self._events.clear()
            self.life = secrets.token_hex(6)

    def read(self, *, after: int = 0, episode: str | None = None) -> list[JsonObject]:
        """Return the events with a number above `after`, of one episode if one is named."""
        with self._lock:
            fresh = _newest(self._events, after)
        return [event for event in fresh if episode is None or event["episode"] == episode]

    async def wait(self, *, after: int, episode: str | None, patience: float) -> list[JsonObject]:
        """Return the same as `read`, waiting up to `patience` seconds for the first such event."""
        arrival = asyncio.Event()
        reader = (asyncio.get_running_loop(), arrival, episode)
        with self._lock:
            self._readers.add(reader)
        try:
            async with asyncio.timeout(patience):
                while not (events := self.read(after=after, episode=episode)):
                    await arrival.wait()
                    arrival.clear()
                return events
        except TimeoutError:
            return []
        finally:
            with self._lock:
                self._readers.discard(reader)

    def _append(
        self,
        kind: str,
        fields: Mapping[str, JsonValue],
        episode: str | None,
        t: float | None,
        life: str | None = None,
    ) -> None:
        happened = self._monotonic() if t is None else t
        at = _rfc3339(self._wall() - (self._monotonic() - happened))
        with self._lock:
            if life not in {None, self.life}:
                return
            self._sequence += 1
            event: JsonObject = {
                "seq": self._sequence,
                "t": round(happened, 6),
                "at": at,
                "space": self._space,
                "episode": episode,
                "kind": kind,
            }
            event.update({name: value for name, value in fields.items() if name not in event})
            self._events.append(event)
            readers = [reader for reader in self._readers if reader[2] in (None, episode)]
        for loop, arrival, _episode in readers:
            loop.call_soon_threadsafe(arrival.set)


def _newest(events: deque[JsonObject], after: int) -> list[JsonObject]:
    """Return the tail of `events` numbered above `after`, without walking through all that came before."""
    tail: list[JsonObject] = []
    for event in reversed(events):
        sequence = event["seq"]
        if isinstance(sequence, int) and sequence <= after:
            break
        tail.append(event)
    tail.reverse()
    return tail


def _rfc3339(seconds: float) -> str:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
