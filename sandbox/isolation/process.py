"""Running an app as processes of this machine: limits, a clean environment, and the certainty that all of it ends.

Each app gets a small supervisor of its own, which adopts every orphan of the app (PR_SET_CHILD_SUBREAPER), so that
children that left the session or forked twice are still its descendants. When its standard input ends, because `stop`
was called or because we died, it kills them all and only then exits. This is no wall: the app runs as the same user.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

_STOP_PATIENCE = 10.0  # seconds for a supervisor to end everything
_SUPERVISOR = Path(__file__).with_name("supervisor.py")  # needs nothing but the standard library


class IsolationError(RuntimeError):
    """A program could not be started."""


@dataclass(frozen=True)
class Limits:
    """What one process of the app may use: seconds of processor, bytes a file, open files."""

    cpu_seconds: int = 900
    file_size: int = 256 * 1024 * 1024
    open_files: int = 4096


@dataclass
class Process:
    """A supervised program. `pid` is its first process; the others are its descendants."""

    pid: int
    _supervisor: subprocess.Popen[str]
    _status: list[int] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def alive(self) -> bool:
        """Tell whether the first process runs."""
        return not self._ended.is_set()

    def exit_status(self) -> int | None:
        """Return the exit status of the first process (minus a signal's number), None while it runs."""
        return self._status[0] if self._status else None

    def ending(self) -> str:
        """Tell in a few words how it ended."""
        return f"ended with status {self.exit_status()}"

    def wait(self, patience: float) -> int | None:
        """Return the exit status, waiting up to `patience` seconds for it."""
        self._ended.wait(patience)
        return self.exit_status()

    def stop(self) -> None:
        """End the program and all its descendants; return once they are gone."""
        with contextlib.suppress(OSError, ValueError):
            if self._supervisor.stdin is not None:
                self._supervisor.stdin.close()
        try:
            self._supervisor.wait(_STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        self._ended.wait(1.0)

    def listen(self) -> None:
        """Follow what the supervisor says until it ends (a thread of its own does)."""
        if self._supervisor.stdout is None:
            raise IsolationError("the supervisor has no voice")
        with self._supervisor.stdout as lines:
            for line in lines:
                said = json.loads(line)
                if "exit" in said:
                    self._status.append(int(said["exit"]))
                    self._ended.set()
        self._ended.set()


def start(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: Path,
    limits: Limits | None = None,
    scratch: Path | None = None,
) -> Process:
    """Start a program with exactly that environment, its output in `log`.

    `scratch` is a folder that is of no use once the program has ended; it is removed then, even if we are killed.

    Raises:
        IsolationError: it could not be started; the message says why.
    """
    supervisor = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
        [sys.executable, "-I", "-S", str(_SUPERVISOR)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
    )
    task = {
        "argv": list(argv),
        "cwd": str(cwd),
        "env": dict(env),
        "log": str(log),
        "limits": asdict(limits or Limits()),
        "scratch": str(scratch) if scratch else None,
    }
    said = _tell(supervisor, json.dumps(task))
    if "pid" not in said:
        with supervisor:  # closes its pipes and waits for it
            pass
        reason = said.get("error", "its supervisor ended without a word")
        raise IsolationError(f"{argv[0]} cannot be started: {reason}")
    process = Process(int(str(said["pid"])), supervisor)
    threading.Thread(target=process.listen, name=f"supervisor-{process.pid}", daemon=True).start()
    return process


def _tell(supervisor: subprocess.Popen[str], task: str) -> dict[str, object]:
    """Give the supervisor its task and return its first word."""
    if supervisor.stdin is None or supervisor.stdout is None:
        raise IsolationError("the supervisor cannot be spoken to")
    with contextlib.suppress(BrokenPipeError):
        supervisor.stdin.write(task + "\n")
        supervisor.stdin.flush()
    line = supervisor.stdout.readline()
    said: dict[str, object] = json.loads(line) if line else {}
    return said
