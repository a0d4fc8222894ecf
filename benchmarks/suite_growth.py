"""How the time of `poincon check` grows with its cases: wall time, the app's busy time, and their ratio.

python benchmarks/suite_growth.py [MANIFEST]

The app is busy while at least one request of a browser to it is under way; the ratio tells how much of a run is not
waiting for the app. Sizes are sampled evenly over the catalogue, so that every lane keeps its share.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance_suite.case import catalogue

REFERENCE = Path(__file__).parents[1] / "tests" / "reference_apps" / "conformant" / "poincon.yaml"
COMMAND = str(Path(sys.executable).with_name("poincon"))
SIZES = (10, 20, 40, 80, 160)


def busy(run_dir: Path) -> float:
    """Seconds during which the app had at least one request of a browser to answer, over all its instances."""
    spans: dict[str, list[tuple[float, float]]] = {}
    instance_of: dict[str, str] = {}
    for line in (run_dir / "episodes.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        event = json.loads(line)
        if event["kind"] == "episode":
            instance_of[event["episode"]] = event["instance"]
        elif event["kind"] == "visit":
            spans.setdefault(instance_of.get(event["episode"], ""), []).append((event["started"], event["t"]))
    return sum(_union(each) for each in spans.values())


def _union(spans: list[tuple[float, float]]) -> float:
    total, reached = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def main() -> None:
    """Print one line a size."""
    manifest = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    cases = [case.id for case in catalogue()]
    sizes = [*(size for size in SIZES if size < len(cases)), len(cases)]
    print(f"{manifest}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for size in sizes:
        chosen = cases[:: max(1, len(cases) // size)][:size]
        with tempfile.TemporaryDirectory() as folder:
            only = [word for case in chosen for word in ("--only", case)]
            began = time.monotonic()
            arguments = [COMMAND, "check", str(manifest), "-o", f"{folder}/run", "--seed", "7", *only]
            subprocess.run(arguments, capture_output=True, check=False)
            wall = time.monotonic() - began
            occupied = busy(Path(folder) / "run")
        print(
            f"{len(chosen):4} cases  wall {wall:6.2f} s  app busy {occupied:6.2f} s  wall/busy {wall / occupied:5.2f}"
        )


if __name__ == "__main__":
    main()
