"""Whoever dies, whatever a pod was made of goes; what is not ours stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import images, pods
from builders.waiting import until

from sandbox.isolation.engine import Engine
from sandbox.isolation.ownership import NAME, POD, Owner

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.pod, pytest.mark.integration]

SERVES = """
from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("0.0.0.0", 8000), SimpleHTTPRequestHandler).serve_forever()
"""
TAG = "poincon-test-program:1"
STARTS = """
import sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from builders import pods
with pods.engine() as engine:
    made, port = pods.start(engine, Path(sys.argv[2]), sys.argv[3])
    print(made.id, flush=True)
    threading.Event().wait()
"""
GONE = replace(Owner.here(), started="1")


@pytest.fixture(autouse=True)
def before() -> Iterator[set[str]]:
    images.program(TAG, SERVES)
    found = images.everything()
    yield found
    assert images.everything() == found


def keepers_of(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes().split(b"\0") if process.name.isdecimal() else []
        except OSError:
            continue
        if b"sandbox.isolation.pod_keeper" in words and str(folder / "scratch").encode() in words:
            found.append(int(process.name))
    return found


def killed(folder: Path, *victims: str) -> None:
    """Start a pod in a process of its own, and kill that, or the keeper beside it, or both."""
    tests = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", STARTS, tests, str(folder), TAG], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline()
        if "keeper" in victims:
            for pid in keepers_of(folder):
                os.kill(pid, signal.SIGKILL)
        if "keeper, asked" in victims:
            for pid in keepers_of(folder):
                os.kill(pid, signal.SIGTERM)
            until(lambda: not keepers_of(folder), within=60)
        owner.kill()


def test_a_pod_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with pods.engine() as engine:
        made, _port = pods.start(engine, tmp_path, TAG)
        made.stop()
        assert keepers_of(tmp_path) == []
        assert not (tmp_path / "scratch").exists()


def test_the_containers_go_when_their_owner_is_killed(tmp_path: Path, before: set[str]) -> None:
    killed(tmp_path, "owner")
    until(lambda: images.everything() == before, within=60)
    until(lambda: not keepers_of(tmp_path) and not (tmp_path / "scratch").exists(), within=60)


def test_a_keeper_that_is_asked_to_end_removes_its_pod(tmp_path: Path, before: set[str]) -> None:
    killed(tmp_path, "keeper, asked")
    until(lambda: images.everything() == before, within=60)


def test_what_two_deaths_left_goes_at_the_next_start(tmp_path: Path, before: set[str]) -> None:
    killed(tmp_path, "keeper", "owner")
    assert images.everything() != before
    Engine.open().close()
    assert images.everything() == before


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("somebody-s", {}),
        (f"{NAME}x-app", {}),
        ("somebody-s", {POD: "x", **GONE.labels()}),
        (f"{NAME}x-app", {POD: "x", **Owner.here().labels()}),
        (f"{NAME}x-app", {POD: "x", **replace(GONE, namespace="pid:[1]").labels()}),
    ],
)
def test_what_is_not_certainly_a_dead_runs_is_never_touched(name: str, labels: dict[str, str]) -> None:
    stranger = images.client().containers.create(TAG, name=name, labels=labels, network_mode="none")
    try:
        Engine.open().close()
        stranger.reload()
    finally:
        stranger.remove(force=True)


@pytest.mark.long
def test_fifty_pods_in_a_row_leave_nothing(tmp_path: Path) -> None:
    with pods.engine() as engine, pods.space() as where:
        for number in range(50):
            made, _port = pods.start(engine, tmp_path / str(number), TAG, where)
            made.stop()
            assert made.exit_status() == 137
