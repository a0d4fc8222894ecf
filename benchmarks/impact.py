"""How long a draft edition is weighed on many stored runs: a few real ones, each many times.

Usage: python benchmarks/impact.py EDITION COUNT RUN_DIR...

A run directory of `poincon check` is linked as often as it takes to have COUNT of them: each is read and judged on its
own, as different ones would be. Progress goes to the terminal; time, runs a second, processor time, memory come last.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READ = ("run.json", "episodes.jsonl")  # what judging reads of a run directory


def main() -> None:
    """Link the runs, weigh them as `poincon doctrine impact` does, and tell how long it took."""
    edition, count, *runs = sys.argv[1:]
    if not runs:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(dir=Path(runs[0]).resolve().parent) as folder:
        _link([Path(one) for one in runs], Path(folder), int(count))
        command = [sys.executable, "-I", "-c", "from app import main; main(prog_name='poincon')"]
        began = time.perf_counter()
        done = subprocess.run(
            [*command, "doctrine", "impact", edition, folder], check=True, stdout=subprocess.PIPE, text=True
        )
        taken = time.perf_counter() - began
    print(done.stdout.splitlines()[0])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the largest process: the memory
    worked = used.ru_utime + used.ru_stime
    print(f"{count} runs in {taken / 60:.1f} minutes ({int(count) / taken:.1f} runs a second, {os.cpu_count()} cores)")
    print(
        f"{worked:.0f} s of processor time ({worked / int(count):.2f} s a run), {used.ru_maxrss // 1024} MB a process"
    )


def _link(runs: list[Path], folder: Path, count: int) -> None:
    for number in range(count):
        place = folder / f"{number:05}"
        place.mkdir()
        for name in READ:
            os.link(runs[number % len(runs)] / name, place / name)


if __name__ == "__main__":
    main()
