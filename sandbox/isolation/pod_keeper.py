"""Stays beside a pod until it has been removed, or removes it: `python -m sandbox.isolation.pod_keeper POD FOLDER`.

The end of standard input says that whoever started the pod is done with it, or has died. Only the word `removed` before
that end says that the containers are gone. It is small as long as it has nothing to do: the client of the engine is
loaded when it is needed.
"""

import os
import shutil
import signal
import sys

REMOVED = "removed"


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
            _remove(pod)
        shutil.rmtree(scratch, ignore_errors=True)


def _end(_number: int, _frame: object) -> None:
    sys.exit(128 + signal.SIGTERM)


def _remove(pod: str) -> None:
    import docker  # noqa: PLC0415 - a fifth of a second, that only a death costs

    from sandbox.isolation.reaper import remove_pod  # noqa: PLC0415 - idem

    remove_pod(docker.APIClient(base_url=os.environ["POINCON_ENGINE"], version="auto"), pod)


if __name__ == "__main__":
    main()
