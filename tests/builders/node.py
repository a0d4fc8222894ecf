"""Node.js programs with the npm packages of the example app (`npm ci` there): they share no code with us."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import builders

MODULES = Path(next(iter(builders.__path__))).parents[1] / "examples/carnet_node/node_modules"


def run_node(program: Path, folder: Path, task: dict[str, Any]) -> Any:  # noqa: ANN401
    """Run a program on a task in JSON, and return the JSON that it prints; it runs with the modules at hand."""
    (folder / "node_modules").symlink_to(MODULES)
    copy = Path(shutil.copy(program, folder))
    node = Path(sys.executable).parent / "node"
    done = subprocess.run(
        [node, copy, json.dumps(task)], capture_output=True, text=True, timeout=60, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
