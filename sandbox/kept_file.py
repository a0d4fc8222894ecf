"""Files in which a standing space keeps what must outlive it: readable by us alone, never half-written."""

import json
from pathlib import Path
from typing import cast

from sandbox.json_value import JsonValue


def keep(file: Path, value: JsonValue) -> None:
    """Write JSON beside the file, then put it in its place: whoever is killed in between leaves the old one whole."""
    written = file.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(value), "utf-8")
    written.replace(file)


def kept(file: Path, default: JsonValue) -> JsonValue:
    """Read what was kept; `default` when nothing was."""
    return cast("JsonValue", json.loads(file.read_text("utf-8"))) if file.exists() else default
