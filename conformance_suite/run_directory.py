"""The files of a run: written whole or not at all, so that a run cut short can still be read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from conformance_suite import json_lines, record, transcript
from conformance_suite.attribution import attributed
from conformance_suite.memory import collecting_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject

RENDERED = (
    *("report.json", "report.txt", "junit.xml", "report.sarif", "report.html", "report.oscal.json"),
    "transcript.har",
)
OURS = (record.FILE, transcript.FILE, *RENDERED, "waivers.json")
INSTANCES = "instances"


class OccupiedError(Exception):
    """The folder holds something that is not a run."""


class InterruptedRunError(Exception):
    """The run was stopped; what was played until then is kept in `directory`, None if that is nothing."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory
        super().__init__(
            "stopped before anything was played" if directory is None else f"stopped; what was played is in {directory}"
        )


class RunDirectory:
    """A folder of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.transcript_digest = ""  # of `episodes.jsonl` as it was last written

    @classmethod
    def make(cls, path: Path) -> RunDirectory:
        """An empty folder for a run; the files of an earlier run in it are removed, anything else is left alone.

        Raises:
            OccupiedError: the folder cannot be made, or it holds files and none is a run's.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            held = {entry.name for entry in path.iterdir()}
            if held and record.FILE not in held:
                raise OccupiedError(f"{path} is not empty and holds no run: give another folder with -o")
            for name in OURS:
                (path / name).unlink(missing_ok=True)
            logs = path / INSTANCES
            logs.mkdir(exist_ok=True)
            for log in logs.glob("*.log"):
                log.unlink()
        except OSError as error:
            raise OccupiedError(f"{path} cannot be written: {error.strerror}") from error
        return cls(path)

    def log(self, instance: str) -> Path:
        """Where an instance's app writes what it says."""
        return self.path / INSTANCES / f"{instance}.log"

    def write_record(self, content: Mapping[str, object]) -> None:
        """Write `run.json`."""
        self.write(record.FILE, json.dumps({"format": record.FORMAT, **content}, ensure_ascii=False, indent=1) + "\n")

    @collecting_paused()
    def write_events(self, run_id: str, events: Iterable[JsonObject]) -> None:
        """Write `episodes.jsonl`: the events of every space, in the order in which they happened, numbered anew."""
        ordered = sorted(attributed(events), key=_moment)
        head = json.dumps({"format": transcript.FORMAT, "run": run_id}).encode()
        rows = (json_lines.encoded({**event, "seq": seq}) for seq, event in enumerate(ordered, start=1))
        content = b"\n".join([head, *rows, b""])
        self._write(transcript.FILE, content)
        self.transcript_digest = transcript.digest(content)

    def write(self, name: str, text: str) -> None:
        """Write a file of the run."""
        self._write(name, text.encode("utf-8", "replace"))

    def _write(self, name: str, content: bytes) -> None:
        whole = self.path / f".{name}.part"
        whole.write_bytes(content)
        os.replace(whole, self.path / name)  # noqa: PTH105 - atomic, and said so


def _moment(event: JsonObject) -> tuple[float, str, int]:
    t, seq = event.get("t"), event.get("seq")
    moment = float(t) if isinstance(t, int | float) else 0.0
    return (moment, str(event.get("space")), seq if isinstance(seq, int) else 0)
