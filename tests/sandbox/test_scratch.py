from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sandbox.scratch import scratch_folder


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def age(folder: Path) -> None:
    os.utime(folder, (time.time() - 3600, time.time() - 3600))


def test_the_folder_is_gone_in_the_end(tmp_path: Path) -> None:
    with scratch_folder() as folder:
        (folder / "ca.pem").write_text("x")
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o755

    assert not folder.exists()


def test_what_a_killed_process_left_is_swept_by_the_next(tmp_path: Path) -> None:
    program = (
        "import sys, tempfile, time; from sandbox.scratch import scratch_folder; tempfile.tempdir = sys.argv[1]\n"
        "with scratch_folder() as folder: print(folder, flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-I", "-c", program, tmp_path], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        age(left)
        with scratch_folder():
            assert left.exists()  # it lives
        process.kill()
        process.wait()

    with scratch_folder():
        assert not left.exists()


def test_folders_of_others_and_young_ones_are_left_alone(tmp_path: Path) -> None:
    young, foreign = tmp_path / "poincon-sandbox-young", tmp_path / "other-old"
    for folder in (young, foreign):
        folder.mkdir()
    age(foreign)

    with scratch_folder():
        assert young.exists()
        assert foreign.exists()
