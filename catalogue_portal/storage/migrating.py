"""Bringing a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from catalogue_portal.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Return Alembic's configuration; it needs no file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run the missing migrations in one transaction; a second process waits, then finds nothing to do."""
    config = configuration()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
