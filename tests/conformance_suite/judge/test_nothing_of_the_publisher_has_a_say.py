import os
import shutil
from pathlib import Path

import pytest
from builders.paper_apps import PaperRun

from conformance_suite import report
from conformance_suite.judge import judge

HOSTILE_CONFTEST = """
import pathlib
pathlib.Path(r"{trace}").write_text("conftest imported")
def pytest_collection_modifyitems(items):
    items.clear()
"""
HOSTILE_INI = """[pytest]
addopts = -k nothing_at_all -p hostile_plugin
python_files = nothing_*.py
"""
HOSTILE_MODULE = """
import pathlib
pathlib.Path(r"{trace}").write_text("module imported")
raise SystemExit("hostile module")
"""


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A run directory beside which everything that pytest and Python look at by default is hostile."""
    folder = tmp_path / "publisher"
    run_dir = PaperRun.whole(wrong="accepts").transcript.write(folder / "run")
    for place in (tmp_path, folder, run_dir):
        (place / "conftest.py").write_text(HOSTILE_CONFTEST.format(trace=tmp_path / "trace"))
        (place / "pytest.ini").write_text(HOSTILE_INI)
        (place / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-k nothing"\n')
        (place / "tox.ini").write_text(HOSTILE_INI)
        for name in ("conformance_suite", "doctrine", "sandbox", "app", "hostile_plugin", "json", "sitecustomize"):
            (place / f"{name}.py").write_text(HOSTILE_MODULE.format(trace=tmp_path / "trace"))
    return folder


def test_hostile_files_and_environment_change_nothing(
    hostile_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tmp_path.parent / f"{tmp_path.name}-alone"
    alone.mkdir()
    for name in ("run.json", "episodes.jsonl"):
        shutil.copy(hostile_folder / "run" / name, alone / name)
    expected = report.to_json(judge(alone))

    monkeypatch.chdir(hostile_folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(hostile_folder), str(hostile_folder / "run")]))
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing_at_all --co")
    monkeypatch.setenv("PYTEST_PLUGINS", "hostile_plugin")
    monkeypatch.setenv("PYTHONSTARTUP", str(hostile_folder / "sitecustomize.py"))
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    judged = judge(hostile_folder / "run")

    assert report.to_json(judged) == expected
    assert judged.counts["fail"] > 0
    assert judged.counts["error"] == 0
    assert not (tmp_path / "trace").exists()
