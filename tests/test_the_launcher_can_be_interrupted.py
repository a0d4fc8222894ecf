"""Ctrl-C while the command still imports its modules, and once it runs: what the launcher makes of each."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from poincon_launcher import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

# Stands in for our own `app`, and holds on at one of the two moments.
IMPORTS_FOR_EVER = """
import threading
print("importing", flush=True)
threading.Event().wait()
"""
RUNS_FOR_EVER = """
import threading
def main(prog_name):
    try:
        print("running", prog_name, flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        raise SystemExit(3) from None
"""
HERE = "import sys; sys.path.insert(0, sys.argv[1])\n"


def interrupted(folder: Path, app: str) -> tuple[str, int, str]:
    """Start the launcher's program on this `app`, interrupt it once it has said a line: line, status, complaints."""
    (folder / "app.py").write_text(app, encoding="utf-8")
    arguments = [sys.executable, "-I", "-c", HERE + PROGRAM, str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        line = started.stdout.readline()
        started.send_signal(signal.SIGINT)
        _, complaints = started.communicate(timeout=60)
    return line, started.returncode, complaints


def test_ctrl_c_during_imports_ends_without_a_word(tmp_path: Path) -> None:
    assert interrupted(tmp_path, IMPORTS_FOR_EVER) == ("importing\n", -signal.SIGINT, "")


def test_ctrl_c_afterwards_is_the_commands_own_affair(tmp_path: Path) -> None:
    assert interrupted(tmp_path, RUNS_FOR_EVER) == ("running poincon\n", 3, "")
