"""The sandbox process: one line of JSON on standard input decides, one on standard output tells where everything is.

It lives until its standard input ends, so it never outlives whoever started it.
"""

import asyncio
import contextlib
import json
import logging
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from sandbox.host import Host, Settings
from sandbox.place import Place
from sandbox.ports import Ports
from sandbox.scratch import scratch_folder

_SWITCH_INTERVAL = 0.001  # seconds: the wire's thread must not wait long behind a busy endpoint


def main() -> None:
    """Serve until standard input ends."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a Ctrl-C at the terminal is for whoever started us
    sys.setswitchinterval(_SWITCH_INTERVAL)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # each space has a listener of its own
    line = sys.stdin.readline()
    if not line:
        return
    config = json.loads(line)
    kept = config.get("authority")
    with contextlib.nullcontext(Path(kept)) if kept else scratch_folder() as folder:
        settings = Settings(
            seed=int(config["seed"]),
            run_key=bytes.fromhex(config["run_key"]),
            folder=folder,
            standing=bool(kept),
            ports=Ports(**config.get("ports", {})),
            place=Place(**config.get("place", {})),
        )
        asyncio.run(_serve(settings))
    sys.stderr.flush()
    os._exit(0)  # a worker thread may still be waiting for somebody else's server


async def _serve(settings: Settings) -> None:
    host = Host(settings)
    try:
        await host.open()
    except OSError as error:
        _say({"error": f"a port cannot be opened: {error}"})
        return
    _say(
        {
            "pid": os.getpid(),
            "main_port": host.main_port,
            "control_port": host.control_port,
            "control_token": host.control_token,
            "ca_bundle": str(host.authority.ca_bundle),
            "ca_p12": str(host.authority.ca_p12),
        }
    )
    await _input_ends()
    host.close()


async def _input_ends() -> None:
    """Return at the end of standard input, or at SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            ended.set()

    loop.add_reader(sys.stdin.fileno(), look)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    loop.remove_reader(sys.stdin.fileno())


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
