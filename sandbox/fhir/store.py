"""The resources of one space, kept as JSON text in SQLite: in memory, or in the space's folder.

A search never parses what it finds: the text goes from the table to the answer. What a resource is found by is written
beside it when it is written.
"""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.json_text import read_kept, write_json
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.naming import PATIENT_ID
from sandbox.fhir.search.indexing import Period, Token, Word, entries
from sandbox.fhir.search.query import Query, parameters_of
from sandbox.fhir.search.statement import order, statement
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject
from sandbox.spaces import Space

NOBODY: Final = ""  # owner of what belongs to no record
_FILE: Final = "record.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS settled (what TEXT, owner TEXT, PRIMARY KEY (what, owner)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resource (
    key INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, version INTEGER NOT NULL,
    updated REAL NOT NULL, moment REAL NOT NULL, ends REAL, hidden INTEGER NOT NULL, text TEXT NOT NULL,
    UNIQUE (type, id)
) STRICT;
CREATE INDEX IF NOT EXISTS resource_of_owner ON resource (owner, type, moment DESC);
CREATE TABLE IF NOT EXISTS past (
    type TEXT, id TEXT, version INTEGER, owner TEXT NOT NULL, hidden INTEGER NOT NULL, updated REAL NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (type, id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (type TEXT, id TEXT, owner TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
    key INTEGER NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, system TEXT NOT NULL,
    code TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS token_value ON token (owner, type, name, code, system, key);
CREATE INDEX IF NOT EXISTS token_key ON token (key, name);
CREATE TABLE IF NOT EXISTS period (
    key INTEGER NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, start REAL NOT NULL,
    end REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS period_value ON period (owner, type, name, start, end, key);
CREATE INDEX IF NOT EXISTS period_key ON period (key, name);
CREATE TABLE IF NOT EXISTS word (
    key INTEGER NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
    written TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS word_value ON word (owner, type, name, text, key);
CREATE INDEX IF NOT EXISTS word_key ON word (key, name);
"""
_INDEXES: Final = ("token", "period", "word")
_AT_ONCE: Final = 500  # ids in one statement
Start = tuple[KindDeclaration, JsonObject]  # a resource that is there from the start, and its kind
Made = Callable[[], Iterable[Start]]


@dataclass(frozen=True)
class Kept:
    """A resource as it is kept: `text` is JSON in which marks stand for the patient (see `sandbox.fhir.naming`)."""

    key: int
    type: str
    id: str
    owner: str
    version: int
    updated: float
    text: str

    @property
    def etag(self) -> str:
        """The version as an entity tag (FHIR R4, 3.1.0.1.3)."""
        return f'W/"{self.version}"'

    def read(self) -> JsonObject:
        """Return the resource, marks included."""
        return cast("JsonObject", read_kept(self.text))


@dataclass(frozen=True)
class Page:
    """One page of a search: its matches in order, and how many there are in all (None when nobody asked)."""

    total: int | None
    matches: Sequence[Kept]
    more: bool


_SELECT: Final = "SELECT r.key, r.type, r.id, r.owner, r.version, r.updated, r.text FROM resource r"

_VISIBLE: Final = "r.type = ? AND r.owner IN ('', ?) AND r.hidden = 0"
_REFERRED: Final = " AND r.id IN (SELECT code FROM token WHERE name = ? AND system = ? AND key IN ({}))"
_REFERRING: Final = (
    " AND r.key IN (SELECT key FROM token WHERE owner IN ('', ?) AND type = ? AND name = ?"
    " AND system || '/' || code IN ({}))"
)


class FhirStore:
    """The resources of one space."""

    def __init__(self, space: Space) -> None:
        place = space.state_dir / _FILE if space.state_dir else ":memory:"
        self._lock = threading.RLock()
        self._database = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        if space.state_dir:
            self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(_SCHEMA)
        self._settled: set[tuple[str, str]] = set()
        self._writing: Writing | None = None

    @contextmanager
    def transaction(self) -> Iterator["Writing"]:
        """Write: all of what is done inside is kept, or nothing. Writers follow one another.

        One begun inside another is part of it.
        """
        with self._lock:
            if self._writing is not None:
                yield self._writing
                return
            self._database.execute("BEGIN IMMEDIATE")
            self._writing = Writing(self._database)
            try:
                yield self._writing
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            else:
                self._database.execute("COMMIT")
            finally:
                self._writing = None

    def settle(self, what: str, owner: str, make: Made, *, now: float) -> None:
        """Keep what `make` writes, once for ever for this `what` and owner; a person's record begins that way."""
        self.settle_each({what: make}, owner, now=now)

    def settle_each(self, makes: Mapping[str, Made], owner: str, *, now: float) -> bool:
        """Settle several things at once; nothing is made that was settled before.

        Returns whether that is for good: within a transaction it is not, until all of that is kept.
        """
        wanted = {what: make for what, make in makes.items() if (what, owner) not in self._settled}
        if not wanted:
            return True
        with self._lock:
            known = {what for what in wanted if _is_settled(self._database, what, owner)}
        made = {what: list(make()) for what, make in wanted.items() if what not in known}
        with self._lock:
            for_good = self._writing is None
            if made:
                with self.transaction() as writing:
                    for what, resources in made.items():
                        writing.settle(what, owner, resources, now=now)
            if for_good:
                self._settled |= {(what, owner) for what in wanted}
        return for_good

    def search(self, query: Query, owner: str) -> Page:
        """Return a page of what matches among what `owner` holds."""
        with self._lock:
            return _search(self._database, query, owner)

    def referred(self, keys: Sequence[int], parameter: str, target: str, owner: str) -> list[Kept]:
        """Return the resources of type `target` that these lead to by a parameter, each once."""
        with self._lock:
            return _rows(self._database, _seen(_REFERRED, keys), (target, owner, parameter, target, *keys))

    def referring(self, ids: Sequence[tuple[str, str]], source: str, parameter: str, owner: str) -> list[Kept]:
        """Return the resources of type `source` that lead to these (type, id) by a parameter, each once."""
        asked = (source, owner, owner, source, parameter, *("/".join(one) for one in ids))
        with self._lock:
            return _rows(self._database, _seen(_REFERRING, ids), asked)

    def find(self, resource_type: str, resource_id: str, owner: str) -> Kept | None:
        """Return a resource that `owner` or nobody holds and that is not kept from its owner."""
        with self._lock:
            return _find(self._database, resource_type, resource_id, owner)

    def owner(self, resource_type: str, resource_id: str) -> str | None:
        """Return whose record holds a resource: for those who come with its number and no patient, never for apps."""
        with self._lock:
            row = self._database.execute(
                "SELECT owner FROM resource WHERE type = ? AND id = ?", (resource_type, resource_id)
            ).fetchone()
        return row[0] if row else None

    def past(self, resource_type: str, resource_id: str, version: int, owner: str) -> Kept | None:
        """Return an earlier version of a resource."""
        with self._lock:
            row = self._database.execute(
                "SELECT version, owner, updated, text FROM past"
                " WHERE type = ? AND id = ? AND version = ? AND owner IN ('', ?) AND hidden = 0",
                (resource_type, resource_id, version, owner),
            ).fetchone()
        return Kept(0, resource_type, resource_id, row[1], row[0], row[2], row[3]) if row else None

    def is_gone(self, resource_type: str, resource_id: str, owner: str) -> bool:
        """Tell whether a resource of this owner was deleted."""
        with self._lock:
            return _gone(self._database, resource_type, resource_id, owner) is not None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()


class Writing:
    """A transaction in progress."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._found_by: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INDEXES}

    def keep(self, kind: KindDeclaration, resource: JsonObject, owner: str, *, now: float) -> Kept:
        """Keep a resource under its id, as the next version of what has that id; `now` in seconds since 1970.

        The id of a Patient is another one for each app: it is kept under that of its owner.
        """
        kept = self._keep(kind, resource, owner, now=now)
        self._write_index()
        return kept

    def _keep(self, kind: KindDeclaration, resource: JsonObject, owner: str, *, now: float) -> Kept:
        resource_id = _kept_id(resource, owner)
        known = self._database.execute(
            "SELECT key, version FROM resource WHERE type = ? AND id = ?", (kind.type, resource_id)
        ).fetchone()
        if not known:
            version = (_gone(self._database, kind.type, resource_id, owner) or 0) + 1
            return self._insert(kind, resource, resource_id, owner, version=version, now=now)
        key, version = cast("int", known[0]), known[1] + 1
        updated, row = _row(kind, resource, owner, version, now)
        self._to_the_past(key)
        self._database.execute(
            "UPDATE resource SET owner = ?, version = ?, updated = ?, moment = ?, ends = ?, hidden = ?, text = ?"
            " WHERE key = ?",
            (*row, key),
        )
        self._index(key, kind, resource, owner)
        return Kept(key, kind.type, resource_id, owner, version, updated, row[-1])

    def _insert(
        self, kind: KindDeclaration, resource: JsonObject, resource_id: str, owner: str, *, version: int, now: float
    ) -> Kept:
        updated, row = _row(kind, resource, owner, version, now)
        cursor = self._database.execute(
            "INSERT INTO resource (type, id, owner, version, updated, moment, ends, hidden, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (kind.type, resource_id, *row),
        )
        key = cast("int", cursor.lastrowid)
        self._index(key, kind, resource, owner)
        return Kept(key, kind.type, resource_id, owner, version, updated, row[-1])

    def delete(self, kept: Kept) -> None:
        """Delete a resource; that it was there is remembered."""
        self._to_the_past(kept.key)
        self._database.execute("DELETE FROM resource WHERE key = ?", (kept.key,))
        self._database.execute(
            "INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)", (kept.type, kept.id, kept.owner, kept.version + 1)
        )

    def settle(self, what: str, owner: str, resources: Iterable[Start], *, now: float) -> bool:
        """Keep these, once for ever for this `what` and owner; what is there already under an id stays as it is.

        Returns whether it was the first time.
        """
        if not self._database.execute("INSERT OR IGNORE INTO settled VALUES (?, ?)", (what, owner)).rowcount:
            return False
        starts = [(kind, resource, _kept_id(resource, owner)) for kind, resource in resources]
        taken = self._taken({(kind.type, resource_id) for kind, _, resource_id in starts})
        for kind, resource, resource_id in starts:
            if (kind.type, resource_id) not in taken:
                taken.add((kind.type, resource_id))
                self._insert(kind, resource, resource_id, owner if kind.owned else NOBODY, version=1, now=now)
        self._write_index()
        return True

    def search(self, query: Query, owner: str) -> Page:
        """Search, in the state that this transaction sees."""
        return _search(self._database, query, owner)

    def find(self, resource_type: str, resource_id: str, owner: str) -> Kept | None:
        """Return a resource, in the state that this transaction sees."""
        return _find(self._database, resource_type, resource_id, owner)

    def find_hidden(self, resource_type: str, resource_id: str, owner: str) -> Kept | None:
        """Return a resource of this owner that is kept from the owner's apps."""
        condition = "r.type = ? AND r.id = ? AND r.owner = ? AND r.hidden = 1"
        found = _rows(self._database, f"{_SELECT} WHERE {condition}", (resource_type, resource_id, owner))
        return found[0] if found else None

    def withheld(self, resource_type: str, owner: str) -> list[Kept]:
        """Return what is kept from its owner: for professionals who show it one day, never for apps."""
        asked = (resource_type, owner)
        return _rows(self._database, f"{_SELECT} WHERE r.type = ? AND r.owner = ? AND r.hidden = 1", asked)

    def taken(self, resource_type: str, resource_id: str) -> bool:
        """Tell whether anybody's resource has that id."""
        return bool(self._taken({(resource_type, resource_id)}))

    def _taken(self, asked: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of these (type, id) that anybody's resource has or had."""
        by_type: dict[str, list[str]] = {}
        for resource_type, resource_id in asked:
            by_type.setdefault(resource_type, []).append(resource_id)
        found: set[tuple[str, str]] = set()
        for table in ("resource", "gone"):
            for resource_type, ids in by_type.items():
                for some in (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)):
                    condition = f"type = ? AND id IN ({_marks(some)})"
                    rows = self._database.execute(f"SELECT id FROM {table} WHERE {condition}", (resource_type, *some))  # noqa: S608 - our own names
                    found |= {(resource_type, row[0]) for row in rows}
        return found

    def _to_the_past(self, key: int) -> None:
        self._database.execute(
            "INSERT INTO past SELECT type, id, version, owner, hidden, updated, text FROM resource WHERE key = ?",
            (key,),
        )
        for table in _INDEXES:
            self._database.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608 - our own names

    def _index(self, key: int, kind: KindDeclaration, resource: JsonObject, owner: str) -> None:
        for entry in entries(resource, parameters_of(kind)):
            match entry:
                case Token(name, system, code):
                    self._found_by["token"].append((key, owner, kind.type, name, system, code))
                case Period(name, start, end):
                    self._found_by["period"].append((key, owner, kind.type, name, start, end))
                case Word(name, text, written):
                    self._found_by["word"].append((key, owner, kind.type, name, text, written))

    def _write_index(self) -> None:
        """Write what the resources kept lately are found by: all at once, as there may be hundreds."""
        for table, rows in self._found_by.items():
            if rows:
                self._database.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)  # noqa: S608 - our own names
                rows.clear()


def _kept_id(resource: JsonObject, owner: str) -> str:
    return owner if resource["id"] == PATIENT_ID else cast("str", resource["id"])


def _row(
    kind: KindDeclaration, resource: JsonObject, owner: str, version: int, now: float
) -> tuple[float, tuple[str, int, float, float, float | None, int, str]]:
    """Return when a resource was last updated, and its row from `owner` to `text`."""
    meta = {name: value for name, value in object_at(resource, "meta").items() if name != "versionId"}
    told = instants_of(text_at(meta, "lastUpdated") or "")
    if told is None:
        meta["lastUpdated"] = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    updated = told.start.timestamp() if told else now
    written = write_json({**resource, "meta": {"versionId": str(version), **meta}})
    return updated, (owner, version, updated, *_moment(kind, resource, updated), int(kind.hidden(resource)), written)


def _moment(kind: KindDeclaration, resource: JsonObject, now: float) -> tuple[float, float | None]:
    """Return start and end of the span that orders a resource; without one, the time of writing and no end."""
    parameter = kind.parameter(kind.moment) if kind.moment else None
    found = entries(resource, (parameter,)) if parameter else ()
    return next(((entry.start, entry.end) for entry in found if isinstance(entry, Period)), (now, None))


def _search(database: sqlite3.Connection, query: Query, owner: str) -> Page:
    made = statement(query, owner if query.kind.owned else NOBODY)
    total: int | None = None
    if query.total != "none" or query.summary == "count":
        total = database.execute(f"SELECT count(*) FROM resource r WHERE {made.where}", made.values).fetchone()[0]  # noqa: S608 - our own names, values bound
    if query.summary == "count" or query.count == 0:
        return Page(total, (), more=False)
    ordering, values = order(query)
    found = _rows(
        database,
        f"{_SELECT} WHERE {made.where} ORDER BY {ordering} LIMIT ? OFFSET ?",
        (*made.values, *values, query.count + 1, query.page * query.count),
    )
    return Page(total, found[: query.count], more=len(found) > query.count)


def _find(database: sqlite3.Connection, resource_type: str, resource_id: str, owner: str) -> Kept | None:
    found = _rows(
        database,
        f"{_SELECT} WHERE r.type = ? AND r.id = ? AND r.owner IN ('', ?) AND r.hidden = 0",
        (resource_type, resource_id, owner),
    )
    return found[0] if found else None


def _gone(database: sqlite3.Connection, resource_type: str, resource_id: str, owner: str) -> int | None:
    row = database.execute(
        "SELECT version FROM gone WHERE type = ? AND id = ? AND owner IN ('', ?)", (resource_type, resource_id, owner)
    ).fetchone()
    return row[0] if row else None


def _is_settled(database: sqlite3.Connection, what: str, owner: str) -> bool:
    asked = (what, owner)
    return database.execute("SELECT 1 FROM settled WHERE what = ? AND owner = ?", asked).fetchone() is not None


def _rows(database: sqlite3.Connection, sql: str, values: Iterable[object]) -> list[Kept]:
    return [Kept(*row) for row in database.execute(sql, tuple(values))]


def _seen(condition: str, values: Sequence[object]) -> str:
    return f"{_SELECT} WHERE {_VISIBLE}{condition.format(_marks(values))} ORDER BY r.key"


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
