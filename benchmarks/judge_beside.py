"""How long `poincon judge` takes on a stored run beside another version of it, told as ratios.

python benchmarks/judge_beside.py OTHER_POINCON RUN_DIR [TURNS]

The two take turns, so that both meet the same machine; the least of several turns is what the work costs, and on a
crowded machine the processor time tells more than the wall clock. Both have to give the same report, byte for byte.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("poincon"))
TARGET = 2.0  # seconds for judging a whole run (design, section 6)


def processor() -> float:
    """Processor seconds that all processes started here have used, once they have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(command: str, run_dir: str) -> tuple[float, float, bytes]:
    """Seconds of the clock and of the processor, and the report."""
    began, used = time.monotonic(), processor()
    report = subprocess.run([command, "judge", "--format", "json", run_dir], capture_output=True, check=False).stdout
    return time.monotonic() - began, processor() - used, report


def main() -> None:
    """Judge in turns and print what each takes at least, and their ratio."""
    other, run_dir = sys.argv[1:3]
    turns = int(sys.argv[3]) if len(sys.argv) > 3 else 5  # noqa: PLR2004 - the third argument
    rows = [(judged(other, run_dir), judged(COMMAND, run_dir)) for _ in range(turns)]
    same = all(theirs[2] == ours[2] for theirs, ours in rows)
    print(f"{run_dir}: {turns} turns, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, same bytes: {same}")
    for index, name in enumerate(("wall", "processor")):
        theirs, ours = (min(float(row[side][index]) for row in rows) for side in (0, 1))
        print(f"{name:9} other {theirs:6.2f} s   this {ours:6.2f} s   this/other {ours / theirs:.2f}")
    print(f"target of the wall clock on an idle machine: {TARGET:g} s")


if __name__ == "__main__":
    main()
