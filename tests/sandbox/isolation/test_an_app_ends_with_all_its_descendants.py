from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox.isolation.process import IsolationError, Limits, start

pytestmark = pytest.mark.integration
PATIENCE = 60.0

# Says its own pid and those of children that left: session left, forked twice, SIGTERM ignored, stopped.
FUGITIVES = """
import os, signal, sys, time
def say(): os.write(told, b"%d\\n" % os.getpid())
told = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
for depth in range(4):
    if os.fork() == 0:
        os.setsid()
        for _ in range(depth):
            if os.fork():
                os._exit(0)
            os.setsid()
        say()
        if depth == 3:
            os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(600)
say()
time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Tell whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second: it ended between opening and reading
        return False


def await_pids(told: Path, count: int) -> list[int]:
    """Wait until that many processes have said their pid."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if told.exists() and len(told.read_text().split()) >= count:
            return [int(pid) for pid in told.read_text().split()]
        os.sched_yield()
    raise AssertionError("the children did not start")


def await_gone(pids: list[int]) -> None:
    """Wait until none of them runs."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in pids):
            return
        os.sched_yield()
    raise AssertionError(f"still there: {[pid for pid in pids if alive(pid)]}")


def test_stop_ends_children_that_left_the_session_and_forked_twice(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    process = start([sys.executable, "-c", FUGITIVES, str(told)], cwd=tmp_path, env={}, log=tmp_path / "log")
    pids = await_pids(told, 5)
    assert all(alive(pid) for pid in pids)
    assert process.alive()

    process.stop()

    assert [pid for pid in pids if alive(pid)] == []
    assert not process.alive()
    assert process.exit_status() == -signal.SIGKILL


@pytest.mark.parametrize("victim", ["caller", "supervisor's caller by group"])
def test_kill_9_of_whoever_started_it_ends_everything(tmp_path: Path, victim: str) -> None:
    told = tmp_path / "pids"
    program = (
        "import sys, time; from pathlib import Path; from sandbox.isolation.process import start\n"
        "here = Path(sys.argv[1])\n"
        "start([sys.executable, '-c', sys.argv[2], str(here / 'pids')], cwd=here, env={}, log=here / 'log')\n"
        "time.sleep(600)\n"
    )
    caller = subprocess.Popen([sys.executable, "-I", "-c", program, tmp_path, FUGITIVES], start_new_session=True)
    pids = await_pids(told, 5)

    if victim == "caller":
        caller.kill()
    else:
        os.killpg(caller.pid, signal.SIGKILL)
    caller.wait(PATIENCE)

    await_gone(pids)


def test_an_app_that_forks_without_end_is_ended_too(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    restless = """
import os, sys, time
told = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(told, b"%d\\n" % os.getpid())
for _ in range(2000):
    if os.fork() == 0:
        os.setsid()
        os.write(told, b"%d\\n" % os.getpid())
    else:
        os._exit(0)
    time.sleep(0.002)
time.sleep(600)
"""
    process = start([sys.executable, "-c", restless, str(told)], cwd=tmp_path, env={}, log=tmp_path / "log")
    await_pids(told, 20)

    process.stop()

    await_gone([int(pid) for pid in told.read_text().split()])


def test_if_the_supervisor_itself_is_killed_the_app_does_not_survive_it(tmp_path: Path) -> None:
    process = start([sys.executable, "-c", "import time; time.sleep(600)"], cwd=tmp_path, env={}, log=tmp_path / "log")

    process._supervisor.kill()

    await_gone([process.pid])
    process.stop()


def test_the_app_gets_exactly_the_environment_and_folder_given(tmp_path: Path) -> None:
    program = "import os; print(sorted(os.environ), os.getcwd(), os.environ['PORT'])"
    log = tmp_path / "log"
    process = start([sys.executable, "-I", "-c", program], cwd=tmp_path, env={"PORT": "1", "HOME": "/x"}, log=log)

    assert process.wait(PATIENCE) == 0
    process.stop()
    assert log.read_text().replace("'LC_CTYPE', ", "") == f"['HOME', 'PORT'] {tmp_path} 1\n"


def test_limits_hold(tmp_path: Path) -> None:
    program = (
        "import resource as r\n"
        "print([r.getrlimit(w) for w in (r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE)])"
    )
    log = tmp_path / "log"
    limits = Limits(cpu_seconds=7, file_size=4096, open_files=64)
    process = start([sys.executable, "-c", program], cwd=tmp_path, env={}, log=log, limits=limits)

    assert process.wait(PATIENCE) == 0
    process.stop()
    assert log.read_text() == "[(7, 7), (4096, 4096), (64, 64), (0, 0)]\n"


def test_the_app_inherits_no_open_file_of_ours(tmp_path: Path) -> None:
    program = "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:4])"
    log = tmp_path / "log"
    with (tmp_path / "secret").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)  # noqa: FBT003 - the standard library's signature
        process = start([sys.executable, "-c", program], cwd=tmp_path, env={}, log=log)
        assert process.wait(PATIENCE) == 0
        process.stop()

    assert log.read_text() == "[0, 1, 2, 3]\n"  # 3 is the listing itself


@pytest.mark.parametrize("status", [0, 3, 255])
def test_an_app_that_ends_by_itself_is_seen_to(tmp_path: Path, status: int) -> None:
    process = start([sys.executable, "-c", f"raise SystemExit({status})"], cwd=tmp_path, env={}, log=tmp_path / "log")

    assert process.wait(PATIENCE) == status
    assert not process.alive()
    process.stop()
    process.stop()


def test_an_app_killed_by_a_signal_tells_which(tmp_path: Path) -> None:
    process = start(["/bin/sh", "-c", "kill -SEGV $$"], cwd=tmp_path, env={}, log=tmp_path / "log")

    assert process.wait(PATIENCE) == -signal.SIGSEGV
    process.stop()


@pytest.mark.parametrize(
    ("argv", "folder", "why"),
    [(["/no/such/program"], ".", "No such file"), (["/etc/passwd"], ".", "denied"), (["/bin/true"], "gone", "No such")],
)
def test_what_cannot_be_started_says_why(tmp_path: Path, argv: list[str], folder: str, why: str) -> None:
    with pytest.raises(IsolationError, match=why):
        start(argv, cwd=tmp_path / folder, env={}, log=tmp_path / "log")


def test_the_program_is_looked_for_in_the_path_of_its_own_environment(tmp_path: Path) -> None:
    script = tmp_path / "carnet"
    script.write_text("#!/bin/sh\necho found\n")
    script.chmod(0o755)
    process = start(["carnet"], cwd=tmp_path, env={"PATH": str(tmp_path)}, log=tmp_path / "log")

    assert process.wait(PATIENCE) == 0
    process.stop()
    assert (tmp_path / "log").read_text() == "found\n"


def test_the_log_is_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    for word in ("one", "two"):
        process = start(["/bin/echo", word], cwd=tmp_path, env={}, log=tmp_path / "log")
        assert process.wait(PATIENCE) == 0
        process.stop()

    assert (tmp_path / "log").read_text() == "one\ntwo\n"
    with contextlib.suppress(FileNotFoundError):
        assert (tmp_path / "log").stat().st_mode & 0o077 == 0
