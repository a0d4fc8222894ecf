"""One run of `poincon check` for a whole session: every process of it waits for the same run and reads the same report.

Cases are played and judged by the command alone, in processes of its own that are isolated: nothing of the publisher's
suite is imported there.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import poincon_launcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from poincon_pytest.settings import Settings

# What pytest and coverage would do to a process that is not theirs.
NOT_FOR_US = ("COV_CORE_", "COVERAGE_", "PYTEST_", "PYTHON")
PATIENCE = 20  # seconds for a run that was interrupted to keep what it has
USAGE = 2


@dataclass(frozen=True)
class Played:
    """What a run left: the exit code, what the command said, and the folder with its files."""

    code: int
    said: str
    folder: Path

    @cached_property
    def report(self) -> dict[str, Any] | None:
        """The report, None when there is none."""
        return None if self.code == USAGE else _read(self.folder / "report.json")

    @cached_property
    def cases(self) -> dict[str, dict[str, Any]]:
        """The rows of the report by case."""
        return {row["case"]: row for row in (self.report or {}).get("cases", [])}

    @cached_property
    def waivers(self) -> dict[str, Any]:
        """What waivers did to this run."""
        return _read(self.folder / "waivers.json") or {}

    @cached_property
    def startable(self) -> bool:
        """Whether we started the app, so that nothing excuses a case that was skipped."""
        return (_read(self.folder / "run.json") or {}).get("target") != "url"

    @cached_property
    def exchanges(self) -> dict[str, str]:
        """Each recorded exchange in a line, by its id."""
        log = (_read(self.folder / "transcript.har") or {}).get("log", {})
        return {entry["_id"]: _line(entry) for entry in log.get("entries", []) if "_id" in entry}


def command(*arguments: str) -> list[str]:
    """The command `poincon` in the Python that runs pytest, isolated as its launcher does."""
    return [sys.executable, "-I", "-c", poincon_launcher.PROGRAM, *arguments]


def environment() -> dict[str, str]:
    """The environment for the command: that of pytest, without what steers pytest, Python or coverage."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_US)}


def planned(manifest: Path, settings: Settings) -> tuple[list[dict[str, Any]], str]:
    """The cases that would be played; none, and what the command says, when the manifest or a setting is wrong."""
    arguments = command("check", "--list", "--format", "json", *settings.common(), "--", str(manifest))
    done = subprocess.run(arguments, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    cases: list[dict[str, Any]] = json.loads(done.stdout)["cases"] if done.returncode == 0 else []
    return cases, done.stderr.strip()


def played_once(
    manifest: Path, settings: Settings, only: Sequence[str], session: str, announce: Callable[[], None]
) -> Played:
    """The run of this session: played by the process that comes first, waited for by the others."""
    folder = settings.output or manifest.parent / ".poincon" / "pytest"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.session").open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        kept = file.read()
        if kept.startswith(session):
            code, _space, said = kept.removeprefix(session).lstrip().partition("\n")
            return Played(int(code), said, folder)
        announce()
        code_now, said = _play(manifest, settings, only, folder)
        file.truncate(0)
        file.write(f"{session} {code_now}\n{said}")
    return Played(code_now, said, folder)


def _play(manifest: Path, settings: Settings, only: Sequence[str], folder: Path) -> tuple[int, str]:
    arguments = command(
        *("check", *settings.common(), "-o", str(folder), "--language", settings.language),
        *("--format", "json", "--format", "junit", "--format", "text"),
        *(["--waivers", str(settings.waivers)] if settings.waivers else []),
        *settings.options,
        *(word for case in only for word in ("--only", case)),
        *("--", str(manifest)),
    )
    if (folder / "run.json").exists():  # of an earlier run: if this one gives no report, that one must not be read
        (folder / "report.json").unlink(missing_ok=True)
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(arguments, env=environment(), text=True, **streams) as process:  # type: ignore[call-overload]  # noqa: S603 - our own command
        try:
            _out, said = process.communicate()
        except BaseException:  # the run keeps what it has, and ends its app
            process.terminate()
            process.wait(PATIENCE)
            raise
    return process.returncode, str(said).strip()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _line(entry: dict[str, Any]) -> str:
    request, status = entry["request"], entry["response"]["status"]
    url = str(request["url"])
    shown = url if len(url) <= _LONGEST else url[: _LONGEST - 1] + "…"
    return f"{request['method']} {shown} → {status or 'no answer'}"


_LONGEST = 140
