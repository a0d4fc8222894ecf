from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND
from builders.reference_apps import conformant

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

OURS = ("app", "sandbox", "doctrine", "conformance_suite", "catalogue_portal")


def test_names_and_settings_of_the_publisher_have_no_say(tmp_path: Path) -> None:
    folder = conformant(tmp_path / "app").parent
    for name in (*OURS, "click", "yaml"):
        package = folder / name
        package.mkdir()
        (package / "__init__.py").write_text(f"raise SystemExit('hostile {name}')\n")
    (folder / "app.py").write_text("raise SystemExit('hostile app.py')\n")
    (folder / "conftest.py").write_text("raise SystemExit('hostile conftest')\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    environment = {
        **os.environ,
        "PYTHONPATH": ".",
        "PYTHONSTARTUP": "app.py",
        "PYTEST_ADDOPTS": "--collect-only",
        "PYTEST_PLUGINS": "conftest",
    }
    arguments = [COMMAND, "check", "--only", "IDT-21", "--only", "AREQ-03", "-o", str(tmp_path / "run")]
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 pass" in done.stdout
    assert "hostile" not in done.stdout + done.stderr
