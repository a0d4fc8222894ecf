from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from builders.checking import COMMAND
from builders.reference_apps import conformant
from builders.waiting import until

pytestmark = pytest.mark.integration

BROKEN_OFF = 3
LOADED = 60.0  # seconds to start on a machine that does much else


def begin(folder: Path) -> subprocess.Popen[str]:
    """A run whose temporary files are all under `folder / "tmp"`, by which its processes are known."""
    (folder / "tmp").mkdir()
    arguments = [COMMAND, "check", str(conformant(folder / "app")), "-o", str(folder / "run"), "--seed", "1"]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def processes_of(folder: Path) -> list[str]:
    """The living processes whose environment names the folder's temporary files."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            environment = (process / "environ").read_bytes() if process.name.isdecimal() else b""
        except OSError:
            continue
        if str(folder / "tmp").encode() in environment:
            found.append(process.name)
    return found


def state(folder: Path) -> str | None:
    path = folder / "run" / "run.json"
    return json.loads(path.read_text(encoding="utf-8"))["state"] if path.exists() else None


def in_the_middle(folder: Path) -> bool:
    """Whether an app of the run is up (each has a log)."""
    return any(log.name != "space.log" for log in (folder / "run" / "instances").glob("*.log"))


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("as it begins", signal.SIGINT),
        ("as it begins", signal.SIGHUP),
        ("in the middle", signal.SIGINT),
        ("in the middle", signal.SIGTERM),
        pytest.param("as it begins", signal.SIGTERM, marks=pytest.mark.long),
        pytest.param("in the middle", signal.SIGHUP, marks=pytest.mark.long),
    ],
)
def test_a_stopped_run_ends_everything_and_keeps_what_was_played(
    number: signal.Signals, moment: str, tmp_path: Path
) -> None:
    """In every run each signal at one moment at least, and Ctrl-C at both; all signals at both in `tox -e long`."""
    run = begin(tmp_path)
    until(lambda: state(tmp_path) if moment == "as it begins" else in_the_middle(tmp_path), within=LOADED)
    run.send_signal(number)
    out, err = run.communicate(timeout=60)

    assert run.returncode == BROKEN_OFF, out + err
    assert "Traceback" not in err
    assert state(tmp_path) == "interrupted"
    assert (
        (tmp_path / "run" / "episodes.jsonl").read_text(encoding="utf-8").startswith('{"format": "poincon/episodes/1"')
    )
    assert not (tmp_path / "run" / "report.json").exists()
    assert processes_of(tmp_path) == []
    judged = subprocess.run([COMMAND, "judge", str(tmp_path / "run")], capture_output=True, text=True, check=False)
    assert judged.returncode in {0, BROKEN_OFF}, judged.stderr  # 0 if the stop came when all had been played


def test_nothing_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    run = begin(tmp_path)
    until(lambda: in_the_middle(tmp_path), within=LOADED)
    run.kill()
    run.communicate(timeout=60)

    until(lambda: not processes_of(tmp_path), within=LOADED)
    until(lambda: not list((tmp_path / "tmp").glob("poincon-*")), within=LOADED)  # each app's folder, keys included
    assert state(tmp_path) == "running"
