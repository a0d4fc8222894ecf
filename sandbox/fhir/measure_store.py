"""The measures and devices of one space, kept as JSON text in SQLite: in memory, or in the space's folder."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.observation_rules import measure_code
from sandbox.fhir.observations import history_of
from sandbox.fhir.search import Search
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_FILE = "measures.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS device (
    id TEXT PRIMARY KEY, oid TEXT NOT NULL, identifier TEXT NOT NULL, resource TEXT NOT NULL, UNIQUE (oid, identifier)
) STRICT;
CREATE TABLE IF NOT EXISTS observation (
    id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, code TEXT NOT NULL, effective REAL NOT NULL,
    device TEXT REFERENCES device, resource TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS observation_of_person ON observation (person, code, effective DESC, id);
"""


@dataclass(frozen=True)
class DeviceWrite:
    """A device to create unless one has the same OID and identifier."""

    oid: str
    identifier: str
    resource: JsonObject


@dataclass(frozen=True)
class Page:
    """One page of a search: its observations, the devices they name, and how many observations match in all."""

    total: int
    observations: list[JsonObject]
    devices: list[JsonObject]


class MeasureStore:
    """What the health space holds; Observations are kept without subject: each app knows the person by another name."""

    def __init__(self, space: Space) -> None:
        place = space.state_dir / _FILE if space.state_dir else ":memory:"
        self._lock = threading.Lock()
        self._database = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        self._database.executescript(_SCHEMA)

    def write(self, persona: Persona, observation: JsonObject, device: DeviceWrite | None) -> tuple[str | None, bool]:
        """Keep an Observation and its device, both or neither.

        Returns:
            the id of the device (None without one), and whether it was created now.
        """
        with self._lock, _transaction(self._database):
            self._ensure_history(persona)
            device_id, created = (None, False) if device is None else self._find_or_create(device)
            if device_id is not None:
                observation = {**observation, "device": {"reference": f"Device/{device_id}"}}
            self._insert(persona.id, observation, device_id)
        return device_id, created

    def search(self, persona: Persona, search: Search) -> Page:
        """Return a page of a person's measures of one code, the latest first."""
        with self._lock, _transaction(self._database):
            self._ensure_history(persona)
            rows = self._database.execute(
                "SELECT resource, device FROM observation WHERE person = ? AND code = ? ORDER BY effective DESC, id",
                (persona.id, search.code),
            ).fetchall()
        found = [(resource, device) for text, device in rows if _within(resource := json.loads(text), search)]
        start = search.page * search.count
        page = found[start : start + search.count]
        wanted = dict.fromkeys(device for _resource, device in page if device) if search.include_device else {}
        total = min(len(found), 1) if search.last else len(found)
        return Page(total, [resource for resource, _device in page], self._devices(wanted))

    def _devices(self, ids: Iterable[str]) -> list[JsonObject]:
        with self._lock:
            rows = [
                self._database.execute("SELECT resource FROM device WHERE id = ?", (device,)).fetchone()
                for device in ids
            ]
        return [cast("JsonObject", json.loads(row[0])) for row in rows]

    def _ensure_history(self, persona: Persona) -> None:
        if self._database.execute("INSERT OR IGNORE INTO person VALUES (?)", (persona.id,)).rowcount:
            for observation in history_of(persona):
                self._insert(persona.id, observation, None)

    def _find_or_create(self, device: DeviceWrite) -> tuple[str, bool]:
        known = self._database.execute(
            "SELECT id FROM device WHERE oid = ? AND identifier = ?", (device.oid, device.identifier)
        ).fetchone()
        if known:
            return cast("str", known[0]), False
        device_id = cast("str", device.resource["id"])
        self._database.execute(
            "INSERT INTO device VALUES (?, ?, ?, ?)",
            (device_id, device.oid, device.identifier, json.dumps(device.resource, ensure_ascii=False)),
        )
        return device_id, True

    def has_device_id(self, device_id: str) -> bool:
        """Tell whether a device, whatever its identifier, already has that logical id."""
        with self._lock:
            row = self._database.execute("SELECT 1 FROM device WHERE id = ?", (device_id,)).fetchone()
        return row is not None

    def _insert(self, person: str, observation: JsonObject, device_id: str | None) -> None:
        span = instants_of(text_at(observation, "effectiveDateTime") or "")
        code = measure_code(observation)
        if span is None or code is None:
            raise ValueError("an Observation without a moment or a known code cannot be kept")
        self._database.execute(
            "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?)",
            (
                text_at(observation, "id"),
                person,
                code,
                span.start.timestamp(),
                device_id,
                json.dumps(
                    {name: value for name, value in observation.items() if name != "subject"}, ensure_ascii=False
                ),
            ),
        )


def _within(observation: JsonObject, search: Search) -> bool:
    span = instants_of(text_at(observation, "effectiveDateTime") or "")
    return span is not None and all(bound.holds(span) for bound in search.period)


class _transaction:  # noqa: N801 - reads as the statement it is
    """A transaction of SQLite: all of it, or nothing."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, failed: object, *_details: object) -> None:
        self._database.execute("ROLLBACK" if failed else "COMMIT")
