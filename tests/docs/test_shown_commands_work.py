"""The commands that a page shows are run as they stand, but for their ports."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from builders.reference_apps import NOT_COPIED

ROOT = Path(__file__).parents[2]
PAGES = ("check-in-a-pipeline", "develop-against-the-sandbox", "sign-in-with-the-national-providers")
SHOWN_PORTS = ("9443", "9444", "9445", "5000")


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _script(page: str) -> str:
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    shown = [line for block in blocks for line in block.splitlines() if line.startswith(("$ ", ">"))]
    lines = [line[2:] for line in shown]  # behind the prompt, or behind that of a line that goes on
    script = "\n".join(["trap 'echo the-script-ended' EXIT", "set -eu", *lines, "echo the-end-was-reached"])
    for shown in SHOWN_PORTS:
        script = script.replace(shown, _free_port())
    return script


@pytest.mark.integration
@pytest.mark.parametrize("page", PAGES)
def test_commands_work_as_the_page_shows(tmp_path: Path, page: str) -> None:
    shutil.copytree(ROOT / "examples" / "carnet_flask", tmp_path / "examples" / "carnet_flask", ignore=NOT_COPIED)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    shell = subprocess.Popen(
        ["bash", "-c", _script(page)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert shell.stdout is not None
        out = ""
        with shell.stdout as lines:
            for line in lines:  # the space and the app hold the pipe open: do not wait for its end
                out += line
                if "the-script-ended" in line:
                    break
        shell.wait(60)
    finally:
        with contextlib.suppress(ProcessLookupError):  # a page that leaves nothing running
            os.killpg(shell.pid, signal.SIGTERM)

    assert "the-end-was-reached" in out, out
    assert shell.returncode == 0
