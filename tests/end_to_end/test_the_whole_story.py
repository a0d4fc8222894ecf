from __future__ import annotations

import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration


def test_the_demonstration_goes_as_told(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    told = subprocess.run(
        [COMMAND, "demo", "--exit", "--port", str(port), "--data", str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
    assert "The whole story went as told" in told.stdout
