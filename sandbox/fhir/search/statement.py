"""The SQL of a search: every criterion is a condition on the keys that the index holds."""

import re
from dataclasses import dataclass, field

from sandbox.fhir.search.indexing import IMPLIED
from sandbox.fhir.search.query import Criterion, DateValue, Query, TokenValue, Value, WordValue

_TABLES = {"token": "token", "reference": "token", "uri": "token", "date": "period", "string": "word"}
_OF_THE_ROW = re.compile(r"\b(?:start|end)\b")
_MARK = re.compile(r":start|:end")
_COLUMNS = {"token": "code", "period": "start", "word": "text"}
# How a resource's span [start, end) compares with the asked one [?, ?) (FHIR R4, 3.1.1.5.6); `ap` is a tenth around.
_DATES = {
    "eq": "start >= :start AND end <= :end",
    "ne": "NOT (start >= :start AND end <= :end)",
    "gt": "end > :end",
    "ge": "end > :start",
    "lt": "start < :start",
    "le": "start < :end",
    "sa": "start >= :end",
    "eb": "end <= :start",
    "ap": "start < :end AND end > :start",
}


@dataclass
class Statement:
    """A condition on `resource r` and the values of its question marks."""

    owner: str
    conditions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The condition, for after WHERE."""
        return " AND ".join(self.conditions)

    def add(self, condition: str, *values: object) -> None:
        """Demand one more thing."""
        self.conditions.append(condition)
        self.values += values


def statement(query: Query, owner: str) -> Statement:
    """Return the condition that the matches of a query fulfil, among what `owner` holds ("" is what nobody owns)."""
    made = Statement(owner)
    made.add("r.owner = ? AND r.type = ? AND r.hidden = 0", owner, query.kind.type)
    for criterion in query.criteria:
        if criterion.name == query.kind.moment and criterion.missing is None:  # it stands in the row itself
            condition, values = _of_the_moment(criterion)
            made.add(condition, *values)
            continue
        condition, values = _condition(query.kind.type, criterion, owner)
        made.add(f"r.key {condition}", *values)
    return made


def order(query: Query) -> tuple[str, list[object]]:
    """Return what follows ORDER BY, and its values: as asked, else the latest first; the key decides what is equal."""
    parts: list[str] = []
    values: list[object] = []
    for name, descending in query.sort:
        found = next((one for one in query.kind.parameters if one.name == name), None)
        if found is None or name == query.kind.moment:  # one of every resource, or the moment itself
            column = {"_id": "r.id", "_lastUpdated": "r.updated"}.get(name, "r.moment")
            parts.append(f"{column} {'DESC' if descending else 'ASC'}")
            continue
        table = _TABLES[found.type]
        extreme = "max" if descending else "min"
        value = f"(SELECT {extreme}({_COLUMNS[table]}) FROM {table} WHERE key = r.key AND name = ?)"  # noqa: S608 - our own names
        parts.append(f"{value} IS NULL, {value} {'DESC' if descending else 'ASC'}")
        values += [name, name]
    latest_first = query.sort[0][1] if query.sort else True
    tie = "r.key DESC" if latest_first else "r.key"  # of two of the same second, the one written later is the later one
    return ", ".join([*(parts or ["r.moment DESC"]), tie]), values


def _condition(resource_type: str, criterion: Criterion, owner: str) -> tuple[str, list[object]]:
    table = _TABLES[criterion.type]
    select = f"(SELECT key FROM {table} WHERE owner = ? AND type = ? AND name = ?"  # noqa: S608 - our own names
    values: list[object] = [owner, resource_type, criterion.name]
    if criterion.missing is not None:
        return f"{'NOT IN' if criterion.missing else 'IN'} {select})", values
    if criterion.chained is not None and criterion.target is not None:
        condition, more = _condition(
            criterion.target.type, criterion.chained, "" if not criterion.target.owned else owner
        )
        inner = f"SELECT id FROM resource WHERE type = ? AND key {condition}"  # noqa: S608 - our own names
        return f"IN {select} AND system = ? AND code IN ({inner}))", [
            *values, criterion.target.type, criterion.target.type, *more,
        ]  # fmt: skip
    alternatives = [_alternative(value) for value in criterion.values]
    condition = " OR ".join(f"({text})" for text, _ in alternatives)
    values += [value for _, given in alternatives for value in given]
    return f"{'NOT IN' if criterion.negated else 'IN'} {select} AND ({condition}))", values


def _of_the_moment(criterion: Criterion) -> tuple[str, list[object]]:
    alternatives = [_date(value) for value in criterion.values if isinstance(value, DateValue)]
    condition = " OR ".join(f"({_OF_THE_ROW.sub(_in_the_row, text)})" for text, _ in alternatives)
    return f"r.ends IS NOT NULL AND ({condition})", [value for _, given in alternatives for value in given]


def _in_the_row(column: re.Match[str]) -> str:
    return "r.moment" if column[0] == "start" else "r.ends"


def _alternative(value: Value) -> tuple[str, list[object]]:
    if isinstance(value, TokenValue):
        return _token(value)
    if isinstance(value, WordValue):
        return _word(value)
    return _date(value)


def _token(value: TokenValue) -> tuple[str, list[object]]:
    if value.system is None:
        return "code = ?", [value.code]
    if not value.code:  # system| : any code of the system
        return "system = ?", [value.system]
    return "code = ? AND system IN (?, ?)", [value.code, value.system, IMPLIED]


def _word(value: WordValue) -> tuple[str, list[object]]:
    if value.match == "exact":
        return "written = ?", [value.text]
    pattern = "".join(f"\\{letter}" if letter in r"\%_" else letter for letter in value.text) + "%"
    return "text LIKE ? ESCAPE '\\'", [pattern if value.match == "start" else f"%{pattern}"]


def _date(value: DateValue) -> tuple[str, list[object]]:
    start, end = value.start, value.end
    if value.prefix == "ap":
        start, end = start - (end - start) / 10, end + (end - start) / 10
    condition = _DATES[value.prefix]
    return _MARK.sub("?", condition), [start if mark == ":start" else end for mark in _MARK.findall(condition)]
