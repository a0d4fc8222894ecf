"""Rows that a space remembers by key, in a file of its folder when it has one."""

from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar, cast

from sandbox.json_value import JsonObject
from sandbox.kept_file import keep, kept
from sandbox.spaces import Space

if TYPE_CHECKING:
    from dataclasses import Field


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, "Field[object]"]]


Row = TypeVar("Row", bound=_Dataclass)


class KeptRows(Generic[Row]):
    """A map of frozen dataclasses of one kind, which JSON can hold.

    Whoever reads and then writes holds `space.lock` across both.
    """

    def __init__(self, space: Space, file: str, kind: type[Row]) -> None:
        self._space = space
        self._file = space.state_dir / file if space.state_dir else None
        written = cast("dict[str, JsonObject]", kept(self._file, {}) if self._file else {})
        self._rows = {key: _row(kind, members) for key, members in written.items()}

    def get(self, key: str) -> Row | None:
        """Return the row of a key."""
        return self._rows.get(key)

    def all(self) -> tuple[Row, ...]:
        """Return every row, the oldest first."""
        return tuple(self._rows.values())

    def put(self, key: str, row: Row) -> None:
        """Keep a row under a key, in place of the one that was there."""
        with self._space.lock:
            self._write({**self._rows, key: row})

    def drop(self, key: str) -> bool:
        """Forget a row; tell whether it was there."""
        with self._space.lock:
            if key not in self._rows:
                return False
            self._write({one: row for one, row in self._rows.items() if one != key})
            return True

    def _write(self, rows: dict[str, Row]) -> None:
        """Keep the file first: a choice that is acted on has been remembered. Readers see all or nothing of it."""
        if self._file is not None:
            keep(self._file, {key: cast("JsonObject", asdict(row)) for key, row in rows.items()})
        self._rows = rows


def _row(kind: type[Row], members: JsonObject) -> Row:
    """Make a row of what `asdict` and JSON made of it: JSON knows no tuple."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in members.items()})
