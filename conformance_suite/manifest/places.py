"""Where in a manifest things stand: its name as a reader of the repository knows it, and the lines of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite.manifest.document import parse

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonObject

DEPTH = 2  # `journeys.login`, `client.scope`: what a finding can concern


def places_of(path: Path) -> JsonObject:
    """The manifest's path, below the current folder where it is, and the line of each part and each part of these."""
    lines = parse(path.read_bytes()).lines
    near = {".".join(map(str, place)): line for place, line in lines.items() if 0 < len(place) <= DEPTH}
    return {"path": _below_here(path), "lines": dict(near)}


def _below_here(path: Path) -> str:
    here, resolved = Path.cwd().resolve(), path.resolve()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else Path(path.name)).as_posix()
