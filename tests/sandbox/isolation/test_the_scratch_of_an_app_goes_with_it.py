"""The folder that is of no use without its app: its supervisor removes it, whoever was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from builders.waiting import until

from sandbox.isolation.process import start

pytestmark = pytest.mark.integration

# An app that fills its folder, and goes on writing to it as long as it lives.
WRITES = """
import itertools, pathlib, sys
scratch = pathlib.Path(sys.argv[1])
(scratch / "home" / "deep").mkdir(parents=True)
for number in itertools.count():
    (scratch / "home" / f"{number % 50}").write_text("secret")
    if number == 100:
        print("full", flush=True)
"""
STARTS = """
import json, sys, threading
from pathlib import Path
from sandbox.isolation.process import start
here = Path(sys.argv[1])
process = start([sys.executable, "-c", sys.argv[2], str(here / "scratch")], cwd=here, env={}, log=here / "log",
                scratch=here / "scratch")
print(process.pid, flush=True)
threading.Event().wait()
"""


def scratch_in(folder: Path) -> Path:
    scratch = folder / "scratch"
    scratch.mkdir()
    return scratch


def until_full(folder: Path) -> None:
    until(lambda: (folder / "log").exists() and (folder / "log").read_text(encoding="utf-8") == "full\n", within=60)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def test_stopping_the_app_removes_its_folder(tmp_path: Path) -> None:
    scratch = scratch_in(tmp_path)
    argv = [sys.executable, "-c", WRITES, str(scratch)]
    process = start(argv, cwd=tmp_path, env={}, log=tmp_path / "log", scratch=scratch)
    until_full(tmp_path)

    process.stop()

    assert not scratch.exists()


@pytest.mark.parametrize("victim", ["runner", "supervisor by SIGTERM"])
def test_the_folder_goes_although_nobody_is_left_to_ask_for_it(tmp_path: Path, victim: str) -> None:
    scratch = scratch_in(tmp_path)
    arguments = [sys.executable, "-I", "-c", STARTS, str(tmp_path), WRITES]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        app = int(json.loads(runner.stdout.readline()))
        until_full(tmp_path)
        if victim == "runner":
            runner.kill()
        else:
            os.kill(parent_of(app), signal.SIGTERM)

        until(lambda: not scratch.exists(), within=60)
        runner.kill()


def test_an_app_that_ends_by_itself_leaves_its_folder_until_it_is_stopped(tmp_path: Path) -> None:
    scratch = scratch_in(tmp_path)
    (scratch / "evidence").touch()
    process = start([sys.executable, "-c", ""], cwd=tmp_path, env={}, log=tmp_path / "log", scratch=scratch)
    assert process.wait(60) == 0
    assert (scratch / "evidence").exists()

    process.stop()

    assert not scratch.exists()
