from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from builders.databases import bare_database
from sqlalchemy import inspect

from catalogue_portal import discovery
from catalogue_portal.storage.database import Database
from catalogue_portal.storage.metadata import Base
from catalogue_portal.storage.migrating import configuration, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    for _ in discovery.parts("models"):
        pass
    opened = Database(bare_database(tmp_path))
    yield opened
    opened.close()


def test_migrated_database_is_what_the_models_say(database: Database) -> None:
    migrate(database)

    with database.engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )

    assert differences == []


def test_migrations_form_one_line() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_every_migration_can_be_taken_back(database: Database) -> None:
    migrate(database)
    downgrade(database)

    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    migrate(database)

    assert "audit_events" in inspect(database.engine).get_table_names()


def downgrade(database: Database) -> None:
    config = configuration()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
