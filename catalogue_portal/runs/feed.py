"""The live feed of a run, as server-sent events (HTML Living Standard 9.2)."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta

from catalogue_portal.runs.lifecycle import ENDED
from catalogue_portal.runs.models import RunEvent
from catalogue_portal.runs.repository import events_after, get_run
from catalogue_portal.runs.schemas import RunEventSchema
from catalogue_portal.storage.database import Database

LONGEST = timedelta(minutes=5)
"""After this a stream ends and the browser comes back by itself; a forgotten tab must not hold a thread for ever."""
PAUSE_SECONDS = 0.25
COMMENT_EVERY_SECONDS = 10.0


def stream(database: Database, run_id: str, after: int = 0) -> Iterator[str]:
    """Yield what is said during a run, from the event after this number (`Last-Event-ID`) to the run's end."""
    deadline, quiet_since = time.monotonic() + LONGEST.total_seconds(), time.monotonic()
    yield "retry: 1000\n\n"
    while time.monotonic() < deadline:
        with database.reading() as session:
            events = events_after(session, run_id, after)
            ended = get_run(session, run_id).state in ENDED
        for event in events:
            after, quiet_since = event.number, time.monotonic()
            yield as_message(event)
        if ended and not events:
            return
        if not events:
            if time.monotonic() - quiet_since > COMMENT_EVERY_SECONDS:
                quiet_since = time.monotonic()
                yield ": still here\n\n"  # so that a browser that left is noticed
            time.sleep(PAUSE_SECONDS)


def as_message(event: RunEvent) -> str:
    """Return one event as a message of the stream; `event` is its kind, `id` its number."""
    content = json.dumps(RunEventSchema().dump(event), ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {content}\n\n"
