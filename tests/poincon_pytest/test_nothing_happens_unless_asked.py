from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from builders.publishers_suite import inhabit, their_pytest
from builders.reference_apps import conformant

from poincon_pytest.plugin import SETTINGS

ROOT = Path(__file__).parents[2]
ASKED = ("--poincon-manifest", "poincon.yaml")
IMPORTED = """
import json, sys, pytest
before = set(sys.modules)
import poincon_pytest.plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
REWRITTEN = """
import app
def test_the_app_is_loaded_as_python_does():
    assert type(app.__loader__).__name__ == "SourceFileLoader"
    assert app.THEIRS
"""

pytestmark = pytest.mark.integration


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    conformant(tmp_path / "publisher")
    inhabit(tmp_path / "publisher")
    return tmp_path / "publisher"


def test_the_plugin_imports_nothing_but_itself() -> None:
    said = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == ["poincon_pytest", "poincon_pytest.plugin"]


def test_the_page_shows_every_key_and_pytest_takes_them(folder: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "check-in-a-pipeline.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    (folder / "pytest.ini").unlink()
    (folder / "pyproject.toml").write_text(shown, encoding="utf-8")

    told = their_pytest(folder, "--collect-only", "-q", "--strict-config")

    assert set(tomllib.loads(shown)["tool"]["pytest"]["ini_options"]) == {f"poincon_{name}" for name in SETTINGS}
    assert told.code == 0, told.out
    assert "poincon.yaml::IDT-21" in told
    assert "poincon.yaml::waivers" in told


def test_a_suite_beside_a_manifest_sees_no_case(folder: Path) -> None:
    told = their_pytest(folder)
    assert told.code == 0, told.out
    assert "1 passed" in told
    assert not (folder / ".poincon").exists()


def test_collecting_names_every_case_and_plays_none(folder: Path) -> None:
    told = their_pytest(folder, *ASKED, "--collect-only", "-q", "-m", "poincon(obligation='SHALL')")
    listed = [line for line in told.out.splitlines() if line.startswith("poincon.yaml::")]
    assert told.code == 0, told.out
    assert "poincon.yaml::IDT-21" in listed
    assert len(listed) == len(set(listed)) > 100
    assert not (folder / ".poincon").exists()


def test_a_manifest_of_any_name_is_found_from_elsewhere(folder: Path) -> None:
    (folder / "poincon.yaml").rename(folder / "manifest of ours.yml")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    manifest = "../elsewhere/../manifest of ours.yml"
    told = their_pytest(elsewhere, "--poincon-manifest", manifest, "--collect-only", "-q", "-k", "IDT-21")
    assert "manifest of ours.yml::IDT-21" in told, told.out


@pytest.mark.parametrize(
    ("chosen", "listed"),
    [
        (["poincon.yaml::IDT-21"], {"poincon.yaml::IDT-21"}),
        (["-k", "REF-OAU-04 and wrong_nonce"], {"poincon.yaml::IDT-21"}),
        ([*ASKED, "poincon.yaml::IDT-21"], {"poincon.yaml::IDT-21"}),
        (["test_own.py"], {"test_own.py::test_own"}),
    ],
)
def test_cases_are_chosen_as_tests_are(folder: Path, chosen: list[str], listed: set[str]) -> None:
    ini = folder / "pytest.ini"
    ini.write_text(ini.read_text(encoding="utf-8") + "poincon_manifest = poincon.yaml\n", encoding="utf-8")
    told = their_pytest(folder, "--collect-only", "-q", *chosen)
    assert {line for line in told.out.splitlines() if "::" in line} == listed, told.out


def test_a_wrong_manifest_is_told_in_the_words_of_the_command(folder: Path) -> None:
    manifest = folder / "poincon.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("kind: web", "kind: wep"), encoding="utf-8")
    told = their_pytest(folder, *ASKED, "--collect-only")
    assert told.code == 2
    assert "ERROR collecting poincon.yaml" in told
    assert "kind" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--poincon-advice", "shout"], "poincon_advice is 'shout': it can be xfail, warn, fail"),
        (["--poincon-profile", "none"], "'none' is not one of"),
        (["--poincon-manifest", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_a_wrong_setting_is_told(folder: Path, options: list[str], words: str) -> None:
    told = their_pytest(folder, *ASKED, *options, "--collect-only")
    assert told.code in {2, 4}, told.out
    assert words in told
    assert "INTERNALERROR" not in told


def test_a_publishers_module_of_a_name_of_ours_is_left_as_it_is(folder: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    installed = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    (folder / "test_loader.py").write_text(REWRITTEN, encoding="utf-8")

    told = their_pytest(folder, "--import-mode=importlib", "test_loader.py", path=installed)

    assert told.code == 0, told.out
