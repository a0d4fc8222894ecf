"""Images that mean harm: each is ended, within its bounds, and leaves the engine as it was."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from builders import images, pods
from builders.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.pod, pytest.mark.integration]

FORKS = r"""
import os, time
made = 0
while True:
    try:
        if os.fork() == 0:
            time.sleep(3600)
        made += 1
    except BlockingIOError:
        print(made, flush=True)
        break
"""
FILLS_THE_DISK = r"""
import errno, os
told = {}
for folder in ("/", "/tmp", "/data", "/dev", "/dev/shm", "/run", "/var", "/home"):
    written = 0
    try:
        with open(os.path.join(folder, "filling"), "wb", buffering=0) as file:
            while written < 2**31:
                written += file.write(bytes(2**20))
    except OSError as error:
        told[folder] = errno.errorcode[error.errno]
    else:
        told[folder] = "no end"
    try:
        os.unlink(os.path.join(folder, "filling"))
    except OSError:
        pass
print(told)
"""
EATS_MEMORY = """
held = []
while True:
    held.append(bytearray(b"x") * 2**24)
"""
TALKS_FOR_EVER = """
import sys
while True:
    sys.stdout.write("nonsense " * 1000)
"""
IGNORES = """
import signal, time
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(3600)
"""


@pytest.fixture(autouse=True)
def engine_as_it_was() -> object:
    images.program("poincon-test-program:1", "")  # so that the base is there
    before = images.everything()
    yield
    assert images.everything() == before


def said(folder: Path, source: str, *instructions: str) -> tuple[str, str]:
    """How a program ended, and what it printed."""
    with pods.running(folder, source, None, *instructions) as (pod, _port):
        pod.wait(120)
        assert not pod.alive()
        return pod.ending(), (folder / "log").read_text(encoding="utf-8")


def test_a_fork_bomb_meets_a_bound(tmp_path: Path) -> None:
    ending, log = said(tmp_path, FORKS)
    assert ending == "ended with status 0"
    assert int(log) < 256


def test_nothing_that_lasts_can_be_written(tmp_path: Path) -> None:
    free = shutil.disk_usage("/").free
    _, log = said(tmp_path, FILLS_THE_DISK, "VOLUME /data")
    told = eval(log)  # noqa: S307 - a dictionary that our own program printed
    assert {told[folder] for folder in ("/", "/run", "/var", "/home")} <= {"EROFS", "ENOENT", "EACCES"}
    assert {told[folder] for folder in ("/tmp", "/data", "/dev/shm")} == {"ENOSPC"}  # noqa: S108 - inside
    assert "no end" not in told.values()
    assert free - shutil.disk_usage("/").free < 2**30


def test_a_memory_hog_is_ended_and_said_to_be_one(tmp_path: Path) -> None:
    ending, _ = said(tmp_path, EATS_MEMORY)
    assert ending.startswith("was ended for using more than ")
    assert ending.endswith(" MiB of memory")


def test_endless_output_is_cut(tmp_path: Path) -> None:
    with pods.running(tmp_path, TALKS_FOR_EVER) as (pod, _port):
        log = pod.engine.client.inspect_container(pod.container)["LogPath"]
        shown = pod.engine.client.inspect_container(pod.container)["HostConfig"]["LogConfig"]
        pod.wait(3)
        assert pod.alive()
    assert shown["Config"] == {"max-size": str(2**20), "max-file": "1"}
    assert log
    assert (tmp_path / "log").stat().st_size <= 2**20 + 2**17


def test_deafness_to_signals_delays_nothing(tmp_path: Path) -> None:
    with pods.running(tmp_path, IGNORES) as (pod, _port):
        until(lambda: b"deaf" in pod.engine.client.logs(pod.container), within=60)
        pod.stop()
        assert not pod.alive()
        assert pod.exit_status() == 137


@pytest.mark.parametrize("target", ["/proc", "/etc", "/../../../../../../etc", "/poincon"])
def test_a_symlink_in_place_of_the_temporary_folder_leads_nowhere(tmp_path: Path, target: str) -> None:
    """The engine follows it inside the image's own files, or refuses to start the app."""
    before = set((tmp_path.parent).iterdir())
    instructions = (f'RUN ["busybox", "sh", "-c", "busybox rm -r /tmp && busybox ln -s {target} /tmp"]',)
    image = images.program("poincon-test-program:1", "open('/tmp/x', 'w').write('!'); print('written')", *instructions)
    with pods.engine() as engine:
        try:
            pod, _port = pods.start(engine, tmp_path, image)
        except pods.IsolationError as error:
            assert "cannot be started" in str(error)  # noqa: PT017 - either is right
        else:
            pod.wait(60)
            pod.stop()
    assert set(tmp_path.parent.iterdir()) == before
