"""The engine: SQLite prepared for concurrent processes, or PostgreSQL as it comes."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_TIMEOUT_MS = 30_000
READ_ONLY = {"postgresql_readonly": True, "poincon_begin": "BEGIN"}
READ_WRITE = {"poincon_begin": "BEGIN IMMEDIATE"}


def make_engine(url: str) -> Engine:
    """Make an engine whose transactions begin explicitly (a writer takes the write lock before it reads)."""
    named = make_url(url)
    if named.get_backend_name() != "sqlite":
        if named.drivername == "postgresql":
            named = named.set(drivername="postgresql+psycopg")
        return create_engine(named, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    # The driver must not begin transactions by itself: it would do so late, and a claim would be a lock-upgrade race.
    dbapi_connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("poincon_begin", "BEGIN IMMEDIATE")
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if begin == 'BEGIN' else 'OFF'}")
    connection.exec_driver_sql(begin)
