"""Running `poincon check` as a publisher would: the installed command, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMAND = str(Path(sys.executable).with_name("poincon"))
# Every lane, hook and honest precondition once: what a test plays whose matter is not a case.
EVERY_LANE = (
    *("AREQ-03", "ARSP-02", "ARSP-10", "TOK-05", "TOK-21", "IDT-04", "IDT-16", "IDT-21", "RFR-03", "TLS-01"),
    *("FHIR-03", "FHIR-39", "MES-03"),
)
LONGEST = 600  # seconds: a bound against a hang, far above any honest run


@dataclass(frozen=True)
class Checked:
    """What a run gave: exit code, report if there is one, both outputs."""

    code: int
    report: dict[str, Any]
    out: str
    err: str
    folder: Path

    def cases(self, verdict: str) -> set[str]:
        """The cases that came out with this verdict."""
        return {case["case"] for case in self.report.get("cases", []) if case["verdict"] == verdict}


def check_every_lane(manifest: Path, out: Path) -> Checked:
    """Run `poincon check` with the cases of `EVERY_LANE`."""
    return check(manifest, out, *only(EVERY_LANE))


def only(cases: Iterable[str]) -> list[str]:
    """The options that choose these cases."""
    return [word for case in cases for word in ("--only", case)]


def check(manifest: Path, out: Path, *options: str) -> Checked:
    """Run `poincon check MANIFEST -o OUT` and read its report."""
    arguments = [COMMAND, "check", str(manifest), "-o", str(out), "--seed", "7", *options]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=LONGEST, check=False)
    path = out / "report.json"
    report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Checked(done.returncode, report, done.stdout, done.stderr, out)
