"""Diaries that were written from the documentation alone: what they do right passes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from builders.checking import check
from builders.reference_apps import NOT_COPIED

HERE = Path(__file__).parent

pytestmark = [pytest.mark.integration, pytest.mark.node, pytest.mark.long]


@pytest.mark.parametrize("app", ["python_requests", "python_aiohttp", "node_oauth4webapi"])
def test_no_binding_case_fails_and_none_is_without_a_verdict(app: str, tmp_path: Path) -> None:
    folder = shutil.copytree(HERE / app, tmp_path / app, ignore=NOT_COPIED)
    if (folder / "package.json").exists():
        command = ["npm", "--prefix", str(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, check=True, capture_output=True)

    checked = check(folder / "poincon.yaml", tmp_path / "run")

    assert checked.code == 0, checked.out
    assert checked.cases("error") == set()
