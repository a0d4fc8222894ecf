"""kill -9 and SIGSTOP at many moments: the run finishes, once, and a worker that was given up says nothing more."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.slow_suite import Pace
from builders.waiting import until
from sqlalchemy import text

from catalogue_portal.supervisor import BARREN_STARTS, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_portal.runs.conftest import Workshop

pytestmark = pytest.mark.integration


def worker_pid(shop: Workshop, run_id: str) -> int | None:
    run = shop.run(run_id)
    return int(run.worker.rpartition(":")[2]) if run.state == "running" and run.worker else None


OTHERS_IN_A_TRANSACTION = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def start_worker(shop: Workshop, run_id: str, name: str) -> subprocess.Popen[bytes]:
    command = [*shop.context.ports.worker_command, "--run", run_id, "--supervisor", name, "--leash", "none"]
    return subprocess.Popen(command)


def freeze(shop: Workshop, worker: subprocess.Popen[bytes]) -> None:
    """Stop the worker between two of its transactions: what it has locked would be frozen with it."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        until(lambda: Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        if not is_somebody_writing(shop):
            return
        worker.send_signal(signal.SIGCONT)


def is_somebody_writing(shop: Workshop) -> bool:
    settings = shop.context.settings
    if settings.database_url is not None:
        with shop.context.database.reading() as session:
            return bool(session.scalar(text(OTHERS_IN_A_TRANSACTION)))
    with closing(sqlite3.connect(settings.data / "portal.sqlite3", timeout=0.2, isolation_level=None)) as probe:
        try:
            probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        probe.execute("ROLLBACK")
        return False


def test_a_run_is_played_by_a_process_of_its_own(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=3))
    run_id = shop.request()

    with shop.supervised():
        run = shop.assert_finished_once(run_id)

    assert run.attempt == 1
    assert {line["pid"] for line in shop.ledger()} == {int(str(run.worker).rpartition(":")[2])}
    assert os.getpid() not in {line["pid"] for line in shop.ledger()}


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 6))])
def test_a_worker_killed_at_any_moment_costs_an_attempt_and_nothing_else(
    workshop: Callable[[Pace], Workshop], seed: int
) -> None:
    """In every run late, early and at once (after 6, 2 and 0 steps); at more moments in `tox -e long`."""
    shop = workshop(Pace(steps=8, step_seconds=0.02))
    steps_before_the_kill = random.Random(seed).randrange(9)  # noqa: S311 - the same moments each time
    run_id = shop.request()

    with shop.supervised():
        pid = until(lambda: worker_pid(shop, run_id))
        until(lambda: len(shop.ledger()) >= steps_before_the_kill or shop.run(run_id).state == "finished")
        os.kill(pid, signal.SIGKILL)
        run = shop.assert_finished_once(run_id)

    assert run.attempt in {1, 2}


def test_a_worker_killed_again_and_again_still_finishes(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=6, step_seconds=0.03))
    run_id = shop.request()
    killed: set[int] = set()

    with shop.supervised():
        while len(killed) < 4:
            pid = until(lambda: (pid := worker_pid(shop, run_id)) and pid not in killed and pid)
            os.kill(int(pid), signal.SIGKILL)
            killed.add(int(pid))
        run = shop.assert_finished_once(run_id)

    assert run.attempt == len(killed) + 1


def test_a_run_that_loses_every_worker_is_given_up_as_our_fault(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=1000, attempts=2))
    run_id = shop.request()

    with shop.supervised():
        first = until(lambda: worker_pid(shop, run_id))
        os.kill(first, signal.SIGKILL)
        second = until(lambda: (pid := worker_pid(shop, run_id)) and pid != first and pid)
        os.kill(int(second), signal.SIGKILL)
        run = shop.ended(run_id)

    assert (run.state, run.verdict, run.attempt) == ("failed", None, 2)
    assert "2 workers were lost" in str(run.failure)


def test_of_many_workers_on_one_run_one_plays_it(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=5))
    run_id = shop.request()

    workers = [start_worker(shop, run_id, f"standalone-{i}") for i in range(6)]
    assert [worker.wait(timeout=60) for worker in workers] == [0] * 6

    run = shop.assert_finished_once(run_id)
    assert run.attempt == 1
    assert len({line["pid"] for line in shop.ledger()}) == 1


def test_a_frozen_worker_that_wakes_up_later_is_not_heard(workshop: Callable[[Pace], Workshop]) -> None:
    """Stopped in mid-run, taken for dead, succeeded by another; then it goes on, and must change nothing."""
    shop = workshop(Pace(steps=10, step_seconds=0.05, lease_seconds=1.0))
    run_id = shop.request()
    frozen = start_worker(shop, run_id, "standalone-frozen")
    until(lambda: len(shop.ledger()) >= 3)
    freeze(shop, frozen)

    with shop.supervised(embedded=False):
        run = shop.assert_finished_once(run_id)
    os.kill(frozen.pid, signal.SIGCONT)

    assert frozen.wait(timeout=60) == 0
    assert run.attempt == 2
    after = shop.assert_finished_once(run_id)
    assert (after.last_event, after.report_digest) == (run.last_event, run.report_digest)


def test_a_frozen_worker_whose_work_was_already_done_does_not_publish(workshop: Callable[[Pace], Workshop]) -> None:
    """Stopped just before it ends: its report is written, its last word is not."""
    shop = workshop(Pace(steps=3, step_seconds=0.2, lease_seconds=1.0))
    run_id = shop.request()
    frozen = start_worker(shop, run_id, "standalone-frozen")
    until(lambda: len(shop.ledger()) == 3)
    freeze(shop, frozen)

    with shop.supervised(embedded=False):
        run = shop.assert_finished_once(run_id)
    os.kill(frozen.pid, signal.SIGCONT)
    frozen.wait(timeout=60)

    assert run.attempt == 2
    assert shop.assert_finished_once(run_id).report_file == f"{run_id}/attempt-2/report.json"


def test_an_embedded_supervisor_ends_the_frozen_worker_that_it_started(
    workshop: Callable[[Pace], Workshop],
) -> None:
    shop = workshop(Pace(steps=10, lease_seconds=1.0))
    run_id = shop.request()

    with shop.supervised():
        pid = until(lambda: worker_pid(shop, run_id))
        until(lambda: len(shop.ledger()) >= 2)
        os.kill(pid, signal.SIGSTOP)
        run = shop.assert_finished_once(run_id)

    assert run.attempt == 2
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_worker_that_cannot_even_start_is_not_tried_for_ever(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace())
    run_id = shop.request()
    (shop.context.settings.data / "slow-suite.json").unlink()

    with shop.supervised():
        run = shop.ended(run_id)

    assert (run.state, run.attempt) == ("failed", 0)
    assert "could not start" in str(run.failure)
    assert BARREN_STARTS > 1


def test_one_embedded_supervisor_holds_a_folder(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=20))
    run_id = shop.request()

    with shop.supervised():
        pid = until(lambda: worker_pid(shop, run_id))
        intruder = Supervisor(shop.context)
        for _ in range(3):
            intruder.round()
        assert worker_pid(shop, run_id) == pid
        run = shop.assert_finished_once(run_id)

    assert run.attempt == 1


def test_workers_end_when_their_supervisor_is_gone(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=10_000))
    run_id = shop.request()
    command = [*shop.context.ports.worker_command, "--run", run_id, "--supervisor", "embedded-x"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE)
    until(lambda: worker_pid(shop, run_id))

    assert worker.stdin is not None
    worker.stdin.close()

    assert worker.wait(timeout=60) != 0
