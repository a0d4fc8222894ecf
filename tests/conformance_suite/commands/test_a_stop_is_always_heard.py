from __future__ import annotations

import linecache
import signal
import sys
import threading
from contextlib import suppress

import pytest
from builders.waiting import until

from conformance_suite.terminal import stoppable


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_heard_while_the_main_thread_waits_for_a_lock(number: signal.Signals) -> None:
    """A handler alone would not run: the signal interrupts another thread, and the main one sleeps on."""
    lock = threading.Lock()
    lock.acquire()
    main = threading.get_ident()
    looks: list[bool] = []
    heard: list[bool] = []

    def sleeps_on_the_lock() -> bool:
        """Whether the main thread stood at the lock at this look and the one before: in between it could run."""
        line = linecache.getline(__file__, sys._current_frames()[main].f_lineno)
        looks.append("with lock:" in line)
        return looks[-2:] == [True, True]

    def another_thread() -> None:
        until(sleeps_on_the_lock)
        signal.pthread_kill(threading.get_ident(), number)
        with suppress(AssertionError):
            until(stopped, within=10)
        heard.append(stopped())
        lock.release()

    with stoppable() as stopped:
        assert not stopped()
        threading.Thread(target=another_thread).start()
        with lock:
            assert heard == [True]


def test_other_signals_do_not_stop_and_afterwards_all_is_as_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    threads = threading.active_count()
    wakeup = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(wakeup)

    with stoppable() as stopped:
        kept = signal.signal(signal.SIGUSR1, lambda *_: None)
        signal.raise_signal(signal.SIGUSR1)
        signal.signal(signal.SIGUSR1, kept)
        assert not stopped()

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    assert threading.active_count() == threads
    assert signal.set_wakeup_fd(wakeup) == wakeup
