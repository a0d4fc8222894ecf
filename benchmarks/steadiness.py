"""Whether a verdict ever changes: the same app and seed, many runs, while another process keeps every core busy.

python benchmarks/steadiness.py [RUNS] [MANIFEST]

Prints each case whose verdict was not the same in all runs, and exits 1 if there is one.
"""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "tests" / "reference_apps" / "conformant" / "poincon.yaml"
COMMAND = str(Path(sys.executable).with_name("poincon"))
RUNS = 20


def verdicts(manifest: Path, out: Path) -> dict[str, str]:
    """The verdict of each case in one run."""
    arguments = [COMMAND, "check", str(manifest), "-o", str(out), "--seed", "7"]
    subprocess.run(arguments, capture_output=True, check=False)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return {case["case"]: case["verdict"] for case in report["cases"]}


def main() -> int:
    """Play, count, tell."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    manifest = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE  # noqa: PLR2004 - the second argument
    seen: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _core in range(os.cpu_count() or 1)]
    try:
        for number in range(runs):
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                for case, verdict in verdicts(manifest, Path(folder) / "run").items():
                    seen[case][verdict] += 1
            print(f"run {number + 1} of {runs}: {time.monotonic() - began:.0f} s", flush=True)
    finally:
        for process in load:
            process.kill()
            process.wait()
    unsteady = {case: dict(counted) for case, counted in seen.items() if len(counted) > 1}
    for case, counted in sorted(unsteady.items()):
        print(f"{case}: {counted}")
    print(f"{len(seen)} cases, {runs} runs, {len(unsteady)} unsteady")
    return 1 if unsteady else 0


if __name__ == "__main__":
    sys.exit(main())
