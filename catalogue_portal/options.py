"""The operator's choices on a command line, the same for every command of the portal."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from catalogue_portal.settings import Settings

_OPTIONS = (
    click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("poincon-data"),
        show_default=True,
        help="Folder of the portal's own files.",
    ),
    click.option("--database-url", help="Another database than SQLite in the data folder (postgresql://...)."),
    click.option("--public-url", default="http://localhost:8080", show_default=True, help="Address people use."),
    click.option("--edition", default="2026-1", show_default=True, help="Edition of the doctrine that runs use."),
    click.option("--demo", is_flag=True, help="A demonstration: folders may be played, labels say so."),
    click.option(
        "--demo-folder",
        "demo_folders",
        multiple=True,
        type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True),
        help="A folder that --demo may play; repeatable.",
    ),
    click.option(
        "--clamav",
        help="Scan documents with the ClamAV daemon there: unix:/PATH or tcp:HOST:PORT. Without it nothing is scanned.",
    ),
    click.option("--runs", "concurrent_runs", type=click.IntRange(1, 64), default=1, show_default=True),
)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the portal; it receives them as `settings`."""

    @wraps(command)
    def taking_options(**given: Any) -> None:  # noqa: ANN401 - whatever click hands over
        names = ("data", "database_url", "public_url", "edition", "demo", "demo_folders", "concurrent_runs", "clamav")
        chosen = {name: given.pop(name) for name in names}
        chosen["data"] = chosen["data"].resolve()
        command(settings=Settings(**chosen), **given)

    taken = taking_options
    for option in reversed(_OPTIONS):
        taken = option(taken)
    return taken


def as_arguments(settings: Settings) -> tuple[str, ...]:
    """Return the arguments that make another command of ours work with the same settings."""
    arguments = ["--data", str(settings.data), "--public-url", settings.public_url, "--edition", settings.edition]
    if settings.database_url is not None:
        arguments += ["--database-url", settings.database_url]
    if settings.clamav is not None:
        arguments += ["--clamav", settings.clamav]
    if settings.demo:
        arguments.append("--demo")
    for folder in settings.demo_folders:
        arguments += ["--demo-folder", str(folder)]
    return tuple(arguments)
