"""The parent of one app under test: starts it, reports how it ended, and outlives none of its descendants.

Task as one JSON line on standard input; `{"pid": n}`, then `{"exit": status}` on standard output. The end of standard
input or SIGTERM is the order to kill every descendant, to remove the scratch folder, and to exit.
"""

import ctypes
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_HARVEST_PAUSE = 0.005  # seconds between two looks at who is left
_HARVEST_PATIENCE = 8.0
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Supervise one app from start to end."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    waker, alarm = os.pipe()
    os.set_blocking(alarm, False)
    signal.set_wakeup_fd(alarm)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, _note)
    task = json.loads(sys.stdin.readline())
    app = _start(task)
    if app is not None:
        try:
            _watch(app, waker)
        finally:
            _kill_descendants(app)
            if task["scratch"] is not None:
                shutil.rmtree(task["scratch"], ignore_errors=True)


def _note(_number: int, _frame: object) -> None:
    """Let the wake-up pipe carry the signal's number."""


def _start(task: dict[str, Any]) -> int | None:
    """Fork and execute the app; say its pid, or why it could not be executed."""
    told, tell = os.pipe2(os.O_CLOEXEC)
    supervisor = os.getpid()
    app = os.fork()
    if app == 0:
        try:
            _become(task, supervisor)
        except (OSError, ValueError) as error:
            os.write(tell, str(error).encode("utf-8", "replace"))
        finally:
            os._exit(127)
    os.close(tell)
    with os.fdopen(told, "rb") as report:
        failure = report.read().decode("utf-8", "replace")
    if failure:
        os.waitpid(app, 0)
        _say({"error": failure})
        return None
    _say({"pid": app})
    return app


def _become(task: dict[str, Any], supervisor: int) -> None:
    """Turn this child into the app: a session of its own, its log, its limits, its environment."""
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # should the supervisor itself be killed
    if os.getppid() != supervisor:
        os._exit(127)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    _limit(task["limits"])
    os.chdir(task["cwd"])
    os.execvpe(task["argv"][0], task["argv"], task["env"])  # noqa: S606 - executing the app is the purpose


def _limit(limits: dict[str, int]) -> None:
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
    ):
        _soft, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def _watch(app: int, waker: int) -> None:
    """Reap until told to stop; say once how the app itself ended."""
    while True:
        readable, _, _ = select.select([sys.stdin, waker], [], [])
        if sys.stdin in readable and not os.read(sys.stdin.fileno(), 4096):
            return
        if waker in readable and signal.SIGTERM in os.read(waker, 4096):
            return
        _reap(app)


def _reap(app: int) -> None:
    """Take note of every child that has ended, and say how the app itself did."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid == app:
            _say({"exit": os.waitstatus_to_exitcode(status)})


def _kill_descendants(app: int) -> None:
    """Kill whoever descends from us, again and again, until nobody does: a killed parent hands us its children."""
    deadline = time.monotonic() + _HARVEST_PATIENCE
    while time.monotonic() < deadline:
        _reap(app)
        descendants = _descendants(os.getpid())
        if not descendants:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):  # first freeze all, so that none forks while we count
            for pid in descendants:
                _signal(pid, number)
        time.sleep(_HARVEST_PAUSE)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _descendants(ancestor: int) -> list[int]:
    """Return the living descendants of a process, from the process table."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - start-up time counts
        if name.isdecimal():
            parent = _parent(int(name))
            if parent is not None:
                children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    generation = [ancestor]
    while generation:
        generation = [child for parent in generation for child in children.get(parent, ())]
        found += generation
    return found


def _parent(pid: int) -> int | None:
    """Return the parent of a process; None if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:  # noqa: PTH123 - start-up time counts
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1])


def _say(word: dict[str, object]) -> None:
    try:
        sys.stdout.write(json.dumps(word) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return  # whoever listened is dead; the end of our input will tell


if __name__ == "__main__":
    main()
