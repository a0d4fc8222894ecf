"""How long `poincon check` takes on the reference app: whole, and lane by lane. Run it on an idle machine.

The processor time of the whole command, apps and spaces included, tells two versions apart on a busy one too.

python benchmarks/check.py [MANIFEST] [RUNS]
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "tests" / "reference_apps" / "conformant" / "poincon.yaml"
COMMAND = str(Path(sys.executable).with_name("poincon"))
PLAYED = (0, 1)  # exit codes of a run that came to an end, whatever it found
BUDGET = {"whole": 15.0, "shared": 5.0}  # seconds, on two cores


def processor() -> float:
    """Processor seconds that all processes started here have used, once they have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_run(manifest: Path, out: Path) -> dict[str, float]:
    """Play once; seconds of the whole command and of each lane."""
    began, used = time.monotonic(), processor()
    arguments = [COMMAND, "check", str(manifest), "-o", str(out), "--seed", "7"]
    played = subprocess.run(arguments, capture_output=True, check=False)
    if played.returncode not in PLAYED:
        raise SystemExit(played.stderr.decode())
    seconds = {"whole": time.monotonic() - began, "cpu": processor() - used}
    lanes = json.loads((out / "run.json").read_text(encoding="utf-8"))["lanes"]
    for lane in lanes:
        seconds[lane["lane"]] = max(lane["seconds"], seconds.get(lane["lane"], 0.0))
    began = time.monotonic()
    subprocess.run([COMMAND, "judge", str(out)], capture_output=True, check=False)
    return seconds | {"judge": time.monotonic() - began}


def main() -> None:
    """Play several times and print medians beside the budget."""
    manifest = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5  # noqa: PLR2004 - the second argument
    with tempfile.TemporaryDirectory() as folder:
        measured = [one_run(manifest, Path(folder) / str(number)) for number in range(runs)]
    print(f"{manifest}: {runs} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in measured[0]:
        values = sorted(run[name] for run in measured)
        budget = f"  (budget {BUDGET[name]:g})" if name in BUDGET else ""
        print(f"{name:8} median {statistics.median(values):6.2f} s   {values[0]:.2f} to {values[-1]:.2f}{budget}")


if __name__ == "__main__":
    main()
