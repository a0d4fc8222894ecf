"""Write the migration of one noun: `python -m catalogue_portal.storage.revise NOUN "what changes"`."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.types import TypeEngine

from catalogue_portal import discovery
from catalogue_portal.storage.database import Database
from catalogue_portal.storage.metadata import Base, UtcDateTime
from catalogue_portal.storage.migrating import MIGRATIONS, configuration, migrate


def main() -> None:
    """Compare the models of the noun with the newest schema and write what is missing as the next migration."""
    noun, message = sys.argv[1:]
    _import_models_up_to(noun)
    with (MIGRATIONS / "env.py").open() as lock, tempfile.TemporaryDirectory() as folder:
        flock(lock, LOCK_EX)  # two engineers revising at once would fork the history
        database = Database(f"sqlite:///{folder}/schema.sqlite3")
        migrate(database)
        _write(database, noun, message)
        database.close()


def _import_models_up_to(noun: str) -> None:
    # Later nouns may be half written; an earlier one never refers to them.
    for module in discovery.parts("models"):
        if module.__name__ == f"catalogue_portal.{noun}.models":
            return
    raise SystemExit(f"catalogue_portal/{noun}/models.py does not exist")


def _write(database: Database, noun: str, message: str) -> None:
    config = configuration()
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        config.attributes["autogenerate"] = {"include_object": _only(noun), "render_item": _plainly}
        command.revision(config, message=message[0].upper() + message[1:], autogenerate=True, rev_id=f"{number:04}")
    written = next((MIGRATIONS / "versions").glob(f"{number:04}_*.py"))
    kept = [line for line in written.read_text("utf-8").splitlines() if not line.strip().startswith("# ###")]
    written.write_text("\n".join(kept) + "\n", "utf-8")
    for arguments in (("check", "--fix", "-q", "--exit-zero"), ("format", "-q")):
        subprocess.run([Path(sys.executable).parent / "ruff", *arguments, written], check=True)  # noqa: S603


def _only(noun: str) -> Callable[..., bool]:
    own = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ == f"catalogue_portal.{noun}.models"
    }

    def include(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:  # noqa: ANN401, FBT001
        del reflected, compared
        table = name if kind == "table" else item.table.name
        return table in own

    return include


def _plainly(kind: str, item: object, autogenerate: object) -> str | bool:
    del autogenerate
    # A migration must keep its meaning when our types change: it names SQLAlchemy's own.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeEngine) and item.__visit_name__ == "JSON":
        return "sa.JSON(none_as_null=True)"
    return False


if __name__ == "__main__":
    main()
