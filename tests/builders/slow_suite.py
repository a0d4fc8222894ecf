"""A stand-in for the suite that takes its time and writes down each step, so that a test can see what was done twice.

Run as a program it is a worker: `python slow_suite.py DATA --run ID --supervisor NAME`; its settings are in
`DATA/slow-suite.json`, what it did is in `DATA/ledger.jsonl`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders.portals import read_manifest

from catalogue_portal.ports import Ports, RunCancelled, RunOutcome, RunProgress
from catalogue_portal.settings import Settings
from catalogue_portal.worker import hang_on_the_leash, play_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_portal.ports import RunOrder


@dataclass(frozen=True)
class Pace:
    """How the stand-in behaves."""

    steps: int = 10
    step_seconds: float = 0.03
    lease_seconds: float = 10.0
    grace_seconds: float = 0.5
    attempts: int = 100
    deaf: bool = False
    """Does not listen when it is asked to stop."""
    fault: str = ""
    """What it raises after its first step."""

    def choices(self) -> dict[str, object]:
        """The portal's settings that go with it."""
        return {
            "run_lease": timedelta(seconds=self.lease_seconds),
            "cancel_grace": timedelta(seconds=self.grace_seconds),
            "run_attempts": self.attempts,
        }


@dataclass(frozen=True)
class SlowSuite:
    """The executor."""

    pace: Pace
    ledger: Path

    def __call__(
        self, order: RunOrder, *, progress: Callable[[RunProgress], None], cancelled: Callable[[], bool]
    ) -> RunOutcome:
        for step in range(self.pace.steps):
            if cancelled() and not self.pace.deaf:
                raise RunCancelled
            self._note(order, step)
            progress(RunProgress("play", f"step {step}", f"étape {step}", step + 1, self.pace.steps, f"C-{step}"))
            if self.pace.fault:
                raise RuntimeError(self.pace.fault)
            time.sleep(self.pace.step_seconds)
        report = order.out / "report.json"
        report.write_text(json.dumps({"by": order.out.name, "verdict": "conformant"}), encoding="utf-8")
        return RunOutcome("conformant", "full", {"pass": self.pace.steps}, report)

    def _note(self, order: RunOrder, step: int) -> None:
        line = json.dumps({"run": order.out.parent.name, "attempt": order.out.name, "step": step, "pid": os.getpid()})
        descriptor = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, line.encode() + b"\n")
        os.close(descriptor)


def prepare(data: Path, pace: Pace, app: Path, database_url: str | None = None) -> tuple[str, ...]:
    """Write the settings of the stand-in into the portal's folder; return the command of its worker."""
    kept = {"pace": asdict(pace), "app": str(app), "database_url": database_url}
    (data / "slow-suite.json").write_text(json.dumps(kept), encoding="utf-8")
    return (sys.executable, __file__, str(data))


def ports_and_settings(data: Path) -> tuple[Ports, Settings]:
    """What a process of the portal works with."""
    kept = json.loads((data / "slow-suite.json").read_text(encoding="utf-8"))
    pace = Pace(**kept["pace"])
    settings = Settings(
        data=data,
        demo=True,
        demo_folders=(Path(kept["app"]),),
        database_url=kept["database_url"],
        **pace.choices(),  # type: ignore[arg-type]
    )
    execute = SlowSuite(pace, data / "ledger.jsonl")
    command = (sys.executable, __file__, str(data))
    return Ports(execute=execute, read_manifest=read_manifest, worker_command=command), settings


def main() -> None:
    """Be a worker."""
    data, options = Path(sys.argv[1]), dict(zip(sys.argv[2::2], sys.argv[3::2], strict=True))
    if options.get("--leash") != "none":
        hang_on_the_leash()
    ports, settings = ports_and_settings(data)
    play_one(settings, ports, options["--run"], supervisor=options["--supervisor"])


if __name__ == "__main__":
    main()
