"""Node.js programs with npm packages of others (`npm ci` in the example app and in tests/clients)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import builders

_ROOT = Path(next(iter(builders.__path__))).parents[1]
OF_THE_EXAMPLE = _ROOT / "examples/carnet_node/node_modules"
OF_THE_CLIENTS = _ROOT / "tests/clients/node_modules"


def run_node(program: Path, folder: Path, task: dict[str, Any], modules: Path = OF_THE_EXAMPLE) -> Any:  # noqa: ANN401
    """Run a program on a task in JSON, and return the JSON that it prints; it runs with the modules at hand."""
    (folder / "node_modules").symlink_to(modules)
    copy = Path(shutil.copy(program, folder))
    node = Path(sys.executable).parent / "node"
    done = subprocess.run(
        [node, copy, json.dumps(task)], capture_output=True, text=True, timeout=60, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
