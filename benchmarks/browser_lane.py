"""What the browser adds to a run: the conformant app with what is about the screen played in Chromium, beside none.

One whole run of each in turn, so that whatever else the machine does falls on both; seconds, processor seconds and
their ratio. The demand, on two idle cores: thirty seconds more. With `whole`, also the single-page app, of which
Chromium plays everything.

python benchmarks/browser_lane.py [RUNS] [whole]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from check import one_run

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from builders.reference_apps import conformant, played_by, single_page

MOST_MORE = 30.0  # seconds


def main() -> None:
    """Play several times and print medians side by side."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        apps = {"http": conformant(place / "http"), "lane": played_by(conformant(place / "lane"), "browser")}
        if "whole" in sys.argv[2:]:
            apps["all"] = single_page(place / "all")
        measured: dict[str, list[dict[str, float]]] = {name: [] for name in apps}
        for number in range(runs):
            for name, manifest in apps.items():
                measured[name].append(one_run(manifest, place / f"{name}-{number}"))
                print(f"{name:8} {measured[name][-1]['whole']:6.1f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    for what in ("whole", "cpu", "shared", "twin", "stall", "judge"):
        seconds = {name: statistics.median(run[what] for run in measured[name]) for name in apps}
        for name in list(apps)[1:]:
            demand = f"  (at most {MOST_MORE:g} more)" if (what, name) == ("whole", "lane") else ""
            http, browser = seconds["http"], seconds[name]
            more = f"{browser - http:+6.1f} s  x{browser / http:.2f}{demand}"
            print(f"{what:8} http {http:6.1f} s  {name:4} {browser:6.1f} s  {more}")


if __name__ == "__main__":
    main()
