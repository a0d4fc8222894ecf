"""The terminal of a command: progress while a run lasts, errors as one clear line and a hint, a way to stop."""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec

import click

from conformance_suite.driver.chromium_program import ChromiumError
from conformance_suite.manifest.problems import ManifestError
from conformance_suite.plan import PlanError
from conformance_suite.record import RecordError
from conformance_suite.report import ReportError
from conformance_suite.run_directory import InterruptedRunError, OccupiedError
from doctrine.problems import DoctrineError
from sandbox.client import SandboxError
from sandbox.isolation.engine_error import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from conformance_suite.api import Progress

P = ParamSpec("P")
USAGE, INCONCLUSIVE = 2, 3
_CLEAR = "\r\033[K"
_TO_STOP = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def exits(command: Callable[P, int]) -> Callable[P, None]:
    """A command whose return value is the exit code, and whose errors are told in one line and a hint."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        context = click.get_current_context(silent=True)
        debug = bool(context and context.params.get("debug"))
        try:
            code = command(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:  # so early that there is nothing to keep
            code = INCONCLUSIVE
        except Exception as error:
            if debug:
                raise
            code = _told(error)
        sys.exit(code)

    return run


def _told(error: Exception) -> int:
    match error:
        case ManifestError():
            say("\n".join(error.lines()))
            return USAGE
        case ChromiumError() | PlanError() | OccupiedError() | RecordError() | ReportError() | DoctrineError():
            say(f"poincon: {error}")
            return USAGE
        case InterruptedRunError():
            say(f"poincon: {error}", hint="judge what there is with: poincon judge DIR" if error.directory else "")
            return INCONCLUSIVE
        case EngineError():
            say(f"poincon: {error}", hint=error.hint)
            return INCONCLUSIVE
        case SandboxError():
            say(
                f"poincon: the mock space: {error}", hint="its log is in the run directory; poincon doctor looks closer"
            )
            return INCONCLUSIVE
        case _:
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            say(f"poincon: an error of ours, not of the app: {what}", hint="run again with --debug and tell us")
            return INCONCLUSIVE


def say(text: str, *, hint: str | None = None) -> None:
    """Write to standard error."""
    click.echo(text, err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)


class Display:
    """Progress: one line that changes on a terminal, a line a step elsewhere."""

    def __init__(self, *, live: bool, language: str) -> None:
        self._live = live
        self._language = language
        self._lock = threading.Lock()

    def show(self, progress: Progress) -> None:
        """Show a step. Safe from any thread."""
        if progress.stage == "verdict":
            return  # the report follows
        words = progress.message_fr if self._language == "fr" else progress.message_en
        count = f"[{progress.done:2}/{progress.total}] " if progress.stage == "play" else ""
        with self._lock:
            if self._live:
                sys.stderr.write(f"{_CLEAR}{count}{words}")
            else:
                sys.stderr.write(f"{count}{words}\n")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave nothing behind on a terminal."""
        if self._live:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """While inside, an interrupt or a request to end does not kill us: it makes the function given say True.

    The numbers of the signals come through a pipe to a thread that waits for them. A handler would not do: Python runs
    it in the main thread, and a signal that comes just before that thread blocks on a lock waits as long as the lock.
    """
    stopped = threading.Event()
    heard, rings = os.pipe()
    os.set_blocking(rings, False)
    listener = threading.Thread(target=_listen, args=(heard, stopped), name="signals", daemon=True)
    listener.start()
    before_fd = signal.set_wakeup_fd(rings, warn_on_full_buffer=False)
    before = {number: signal.signal(number, _heard_elsewhere) for number in _TO_STOP}
    try:
        yield stopped.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        os.close(rings)
        listener.join()
        os.close(heard)


def _listen(heard: int, stopped: threading.Event) -> None:
    while numbers := os.read(heard, 64):
        if not _TO_STOP.isdisjoint(numbers):
            stopped.set()


def _heard_elsewhere(_number: int, _frame: FrameType | None) -> None:
    """Be a handler, without which Python writes no signal to the pipe."""
