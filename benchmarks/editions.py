"""How long the doctrine takes at the size it may reach: check, applicability of many apps, impact on stored runs.

Usage: python benchmarks/editions.py [REQUIREMENTS] [APPS] [RUNS]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders.doctrines import draft, text_of
from builders.paper_apps import PaperRun

from doctrine import integrity
from doctrine.applicability import applicable
from doctrine.conditions import Facts
from doctrine.facts import load_facts
from doctrine.loader import edition_at, load_edition

SIZES = (300, 1000, 100)
MODELS = ("REF-OAU-04", "MES-URB-05", "REF-IEU-03")
BUDGET = {"check": 0.5, "apps": 1.0}  # seconds


def main() -> None:
    """Make a doctrine of that size, then measure each thing once."""
    requirements, apps, runs = (*(int(one) for one in sys.argv[1:]), *SIZES[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        edition = _grown(root / "doctrine", requirements)
        began = time.perf_counter()
        read = edition_at(str(edition))
        loaded = time.perf_counter()
        problems = integrity.check(edition.parents[1])
        checked = time.perf_counter()
        asked = load_facts()
        many = [_facts(number, sorted(asked.features), list(asked.exchanges)) for number in range(apps)]
        told = time.perf_counter()
        concerned = sum(len(applicable(read, facts)) for facts in many)
        print(f"{len(read.requirements)} requirements ({len(problems)} problems)")
        print(f"load {loaded - began:.3f} s; check {checked - loaded:.3f} s (budget {BUDGET['check']:g})")
        print(f"{apps} apps: {time.perf_counter() - told:.3f} s (budget {BUDGET['apps']:g}), {concerned} obligations")
        print(f"impact on {runs} runs: {_impact(root / 'runs', runs, edition):.1f} s")


def _grown(root: Path, size: int) -> Path:
    """A draft edition with this many requirements."""
    more = {}
    for number in range(max(0, size - len(load_edition().requirements))):
        model, name = MODELS[number % len(MODELS)], f"REF-B{number // 90:02}-{number % 90 + 1:02}"
        more[name] = text_of(model).replace(f"id: {model}", f"id: {name}")
    return draft(root, added=more)


def _facts(number: int, features: list[str], families: list[str]) -> Facts:
    ways = [f"{family}.read" for family in families[: number % 5]]
    return Facts("web", frozenset({"care"}), frozenset(ways), frozenset(features[: number % len(features)]))


def _impact(folder: Path, runs: int, edition: Path) -> float:
    first = PaperRun.whole().transcript.write(folder / "0")
    for number in range(1, runs):
        shutil.copytree(first, folder / str(number))
    command = [sys.executable, "-I", "-c", "from app import main; main(prog_name='poincon')"]
    began = time.perf_counter()
    subprocess.run([*command, "doctrine", "impact", str(edition), str(folder)], check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
