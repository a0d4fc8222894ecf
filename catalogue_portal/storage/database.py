"""Transactions: one to read, one to write, never one inside the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from catalogue_portal.clock import Clock, SystemClock
from catalogue_portal.storage.engine import READ_ONLY, READ_WRITE, make_engine
from catalogue_portal.storage.metadata import Base

_writing: ContextVar[bool] = ContextVar("poincon_writing", default=False)


class Database:
    """The portal's database. `reading()` and `writing()` each give one session that is one transaction."""

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self.engine = make_engine(url)
        self._clock = clock or SystemClock()
        self._reader = sessionmaker(self.engine.execution_options(**READ_ONLY), expire_on_commit=False)
        self._writer = sessionmaker(self.engine.execution_options(**READ_WRITE), expire_on_commit=False)
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and cannot write."""
        with self._reader(info={"clock": self._clock}) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed whole when the block ends, or not at all when it raises.

        On SQLite the write lock is held from the start, so keep slow work (hashing, network) outside.
        """
        if _writing.get():
            # A second writer in the same thread would wait for the first one for ever.
            raise RuntimeError("a write transaction is already open here; pass its session on instead")
        token = _writing.set(True)
        try:
            with self._writer(info={"clock": self._clock}) as session, session.begin():
                yield session
        finally:
            _writing.reset(token)
        for listener in self._listeners:
            listener()

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call the listener after each committed write of this process; it must be quick and not raise."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def clock_of(session: Session) -> Clock:
    """Return the clock of the database that gave this session."""
    return cast("Clock", session.info["clock"])


def take_turn(session: Session, turn: int) -> None:
    """Let nobody else who takes the same turn go on before this transaction has ended.

    On SQLite every writer has that already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": turn})


def lock_row(session: Session, row: Base) -> None:
    """Hold the row to the end of the transaction and read it anew; what the session changed is written first."""
    session.flush()
    session.refresh(row, with_for_update=True)
