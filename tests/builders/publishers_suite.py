"""A publisher's own folder, with names of ours in it that are theirs, and their pytest run on it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STEERING = ("PYTEST", "COV", "PYTHON", "TOX")  # with the last, all sessions would share one cache: that of tox
LONGEST = 300  # seconds: a bound against a hang
THEIRS = ("app", "catalogue_portal", "conformance_suite", "doctrine", "sandbox")
CONFTEST = """
import os
import subprocess
os.environ["PYTEST_ADDOPTS"] = "-k nothing"
os.environ["PYTHONPATH"] = "."
"""
OWN = """
import app, conformance_suite, doctrine, sandbox
def test_own():
    assert {one.THEIRS for one in (app, conformance_suite, doctrine, sandbox)} == {True}
"""
CONFIGURATION = (
    "[pytest]\naddopts = -p no:randomly --strict-markers --strict-config\nfilterwarnings = error\npythonpath = .\n"
)


@dataclass(frozen=True)
class Told:
    """What pytest said."""

    code: int
    out: str

    def __contains__(self, words: str) -> bool:
        return words in self.out


def inhabit(folder: Path, configuration: str = "") -> None:
    """Make a folder that has an app in it the folder of a publisher with a suite of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in THEIRS:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("THEIRS = True\n", encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_own.py").write_text(OWN, encoding="utf-8")
    (folder / "pytest.ini").write_text(CONFIGURATION + configuration, encoding="utf-8")


def their_pytest(folder: Path, *arguments: str, path: Path | None = None) -> Told:
    """Run pytest there; `path` is a folder in which distributions are looked for first."""
    with started_pytest(folder, *arguments, path=path) as session:
        out, _err = session.communicate(timeout=LONGEST)
    return Told(session.returncode, out)


def started_pytest(folder: Path, *arguments: str, path: Path | None = None) -> subprocess.Popen[str]:
    """The same, begun."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(STEERING)}
    environment |= {"PYTHONPATH": str(path)} if path else {}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-rA", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
