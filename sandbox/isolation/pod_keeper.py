"""Stays beside a pod until it has been removed, or has it removed. Program with two arguments: pod, and its folder.

The end of standard input says that whoever started the pod is done with it, or has died. Only the word `removed` before
that end says that the containers are gone. As long as it has nothing to do it is small: only a death makes it become
the reaper, which needs the client of the engine.
"""

import os
import signal
import sys

REMOVED = "removed"
REAPER = "sandbox.isolation.reaper"


def main() -> None:
    """Wait for the end; see to it that nothing is left."""
    pod, scratch = sys.argv[1:3]
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a Ctrl-C at the terminal is for whoever started us
    signal.signal(signal.SIGTERM, _end)
    said = ""
    try:
        said = sys.stdin.read()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if said.strip() != REMOVED:
            os.execv(sys.executable, [sys.executable, "-I", "-m", REAPER, pod, scratch])  # noqa: S606 - our own module
        import shutil  # noqa: PLC0415 - start-up time counts

        shutil.rmtree(scratch, ignore_errors=True)


def _end(_number: int, _frame: object) -> None:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main()
