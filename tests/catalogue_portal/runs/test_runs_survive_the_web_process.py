"""kill -9 of everything that serves, at many moments; then it is started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import slow_portal
from builders.slow_suite import Pace
from builders.waiting import until

from catalogue_portal.audit.sealer import HEAD
from catalogue_portal.audit.verification import verify
from conformance_suite.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalogue_portal.runs.conftest import Workshop

pytestmark = pytest.mark.integration


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/openapi.json", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


@contextmanager
def served(shop: Workshop) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with (shop.context.settings.data / "serve.log").open("ab") as log:
        command = [sys.executable, slow_portal.__file__, str(shop.context.settings.data), str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()
        until(lambda: not answers(port))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 12))])
def test_everything_killed_at_any_moment_and_started_again_finishes_the_run_once(
    workshop: Callable[[Pace], Workshop], seed: int
) -> None:
    shop = workshop(Pace(steps=12, step_seconds=0.03))
    run_id, steps = shop.request(), random.Random(seed).randrange(12)  # noqa: S311 - the same moments each time

    with served(shop) as (process, _):
        until(lambda: shop.run(run_id).state in {"running", "finished"})  # it runs for less than half a second
        until(lambda: len(shop.ledger()) >= steps or shop.run(run_id).state == "finished")
        process.send_signal(signal.SIGKILL)
    with served(shop):
        run = shop.assert_finished_once(run_id)

    assert run.attempt in {1, 2}
    assert_record_intact(shop)


def test_the_answering_process_killed_alone_comes_back_by_itself(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=30, step_seconds=0.05))
    with served(shop) as (process, port):
        until(lambda: answers(port))
        run_id = shop.request()
        until(lambda: len(shop.ledger()) >= 3)
        answering = children_of(process.pid)
        for child in answering:
            os.kill(child, signal.SIGKILL)

        run = shop.assert_finished_once(run_id)
        until(lambda: answers(port))
        assert set(children_of(process.pid)).isdisjoint(answering)

    assert run.attempt == 2
    assert_record_intact(shop)


def test_a_polite_end_is_quick_and_leaves_nothing_behind(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=1))
    with served(shop) as (process, port):
        until(lambda: answers(port))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        until(lambda: not answers(port))

    assert_record_intact(shop)


def test_a_second_portal_on_the_same_address_is_refused(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace())
    with served(shop) as (_, port):
        until(lambda: answers(port))
        command = [sys.executable, slow_portal.__file__, str(shop.context.settings.data), str(port)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert second.returncode != 0
    assert "cannot be used" in second.stderr


def assert_record_intact(shop: Workshop) -> None:
    context = shop.context
    with context.database.reading() as session:
        found = verify(session, context.settings.audit_heads, context.keys.key(HEAD))
    assert found.findings == ()
