"""The operator's choices on a command line, the same for every command of the portal."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click

from catalogue_portal.settings import Isolation, Settings, SpacesAt


def _host(given: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", given):
        raise click.BadParameter(f"{given!r} is no HOST or HOST:PORT, such as registry.example.org")
    return given


def _spaces_at(given: str | None) -> SpacesAt | None:
    if given is None:
        return None
    found = re.fullmatch(r"([a-z0-9-]+(?:\.[a-z0-9-]*[a-z][a-z0-9-]*)*):([0-9]{1,5})-([0-9]{1,5})", given)
    if found is None or not _LOWEST_PORT <= int(found[2]) < int(found[3]) <= _HIGHEST_PORT:
        raise click.BadParameter(f"{given!r} is no HOST:FIRST-LAST, such as spaces.example.org:9100-9199")
    return SpacesAt(found[1], int(found[2]), int(found[3]))


_LOWEST_PORT, _HIGHEST_PORT = 1024, 65535  # of spaces: below, browsers leave some out of a URL
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
    click.option(
        "--proxies",
        type=click.IntRange(0, 9),
        default=Settings.proxies,
        show_default=True,
        help="Reverse proxies before the portal whose X-Forwarded-For, -Proto and -Host are believed.",
    ),
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
        "--registry",
        "registries",
        multiple=True,
        metavar="HOST[:PORT]",
        callback=lambda _ctx, _option, given: tuple(map(_host, given)),
        help="Fetch images from this registry and play them in pods, which needs Docker; repeatable.",
    ),
    click.option(
        "--isolation",
        type=click.Choice(get_args(Isolation)),
        default=Settings.isolation,
        show_default=True,
        help="How images are kept apart.",
    ),
    click.option(
        "--spaces-at",
        metavar="HOST:FIRST-LAST",
        callback=lambda _ctx, _option, given: _spaces_at(given),
        help="Play apps that their publishers run: each finds its space at this name of this machine, at two ports.",
    ),
    click.option(
        "--domain-proof",
        type=click.IntRange(1, 366),
        metavar="DAYS",
        default=Settings.domain_proof.days,
        show_default=True,
        callback=lambda _ctx, _option, given: timedelta(days=given),
        help="For how long the proof of a publisher's domain counts.",
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
        chosen = {field.name: given.pop(field.name) for field in fields(Settings) if field.name in given}
        chosen["data"] = chosen["data"].resolve()
        command(settings=Settings(**chosen), **given)

    taken = taking_options
    for option in reversed(_OPTIONS):
        taken = option(taken)
    return taken


def as_arguments(settings: Settings) -> tuple[str, ...]:
    """Return the arguments that make another command of ours work with the same settings."""
    arguments = ["--data", str(settings.data), "--public-url", settings.public_url, "--edition", settings.edition]
    arguments += ["--proxies", str(settings.proxies)]
    if settings.database_url is not None:
        arguments += ["--database-url", settings.database_url]
    if settings.clamav is not None:
        arguments += ["--clamav", settings.clamav]
    if settings.demo:
        arguments.append("--demo")
    for registry in settings.registries:
        arguments += ["--registry", registry]
    arguments += ["--isolation", settings.isolation]
    if settings.spaces_at is not None:
        arguments += ["--spaces-at", str(settings.spaces_at)]
    arguments += ["--domain-proof", str(settings.domain_proof.days)]
    for folder in settings.demo_folders:
        arguments += ["--demo-folder", str(folder)]
    return tuple(arguments)
