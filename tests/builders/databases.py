"""The database of a portal under test: a SQLite file, or one of the PostgreSQL server that `POINCON_POSTGRESQL` names.

A database that was migrated is copied for each test: migrating takes a while. `tox -e postgresql` starts a server.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from catalogue_portal import discovery
from catalogue_portal.storage.database import Database
from catalogue_portal.storage.migrating import migrate

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from catalogue_portal.settings import Settings

SERVER = os.environ.get("POINCON_POSTGRESQL")
_left: list[str] = []


def empty_database(folder: Path) -> str | None:
    """Put an empty database that was migrated there; return its URL, None for the file that settings name anyway."""
    if SERVER is None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "portal.sqlite3").write_bytes(_migrated_file())
        return None
    return copy_of(_migrated_database())


def copy_out(settings: Settings) -> bytes:
    """Keep what a closed database holds."""
    if settings.database_url is None:
        return (settings.data / "portal.sqlite3").read_bytes()
    return _name(copy_of(_name(settings.database_url), keep=True)).encode()


def copy_in(settings: Settings, kept: bytes) -> None:
    """Put back what was kept in place of what a closed database holds."""
    if settings.database_url is None:
        (settings.data / "portal.sqlite3").write_bytes(kept)
        return
    name = _name(settings.database_url)
    _run(f'DROP DATABASE "{name}" WITH (FORCE)')
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{kept.decode()}"')


def keep(settings: Settings) -> None:
    """Have a database stay that nobody is connected to, for copies to be made of it."""
    if settings.database_url is not None:
        _left.remove(_name(settings.database_url))


def another(settings: Settings) -> str | None:
    """The URL of a database with what a closed one holds that is kept; None for the file, which its folder has."""
    return None if settings.database_url is None else copy_of(_name(settings.database_url))


def copy_of(template: str, *, keep: bool = False) -> str:
    """A database of its own with what another one holds; those that nobody is connected to any more go meanwhile."""
    for name in [] if keep else list(_left):
        try:
            _run(f'DROP DATABASE IF EXISTS "{name}"')
        except OperationalError:  # somebody is connected
            continue
        _left.remove(name)
    name = f"poincon_{uuid4().hex}"
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if not keep:
        _left.append(name)
    return _url(name)


def bare_database(folder: Path) -> str:
    """The URL of a database without any table."""
    return f"sqlite:///{folder}/schema.sqlite3" if SERVER is None else copy_of("template0")


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "portal.sqlite3")
        database = _migrated(f"sqlite:///{path}")
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        database.close()
        return path.read_bytes()


@cache
def _migrated_database() -> str:
    url = copy_of("template0", keep=True)
    _migrated(url).close()
    return _name(url)


def _migrated(url: str) -> Database:
    for _ in discovery.parts("models"):
        pass
    database = Database(url)
    migrate(database)
    return database


def _server() -> URL:
    return make_url(SERVER or "").set(drivername="postgresql+psycopg")


def _url(name: str) -> str:
    return _server().set(database=name).render_as_string(hide_password=False)


def _name(url: str) -> str:
    return make_url(url).database or ""


def _run(statement: str) -> None:
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
