"""Apps whose pages work by scripts: the same verdicts, in Chromium."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from builders.checking import COMMAND, check, only
from builders.reference_apps import NOT_COPIED, single_page
from builders.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]
FLASK = Path(__file__).parents[2] / "examples" / "carnet_flask"
KILLER = "SES-03"
DEFECT = "keeps_a_token_in_the_storage"
HARMLESS = ("ARSP-01", "IDT-21")
OF_PAGES = (
    "ARSP-19",
    "MES-05",
    "SES-05",
    "UI-07",
    "UX-01",
)  # once taken for what they are not
FEW = ("AREQ-03", "ARSP-02", "IDT-21")
GONE_WITHIN = 30_000  # milliseconds


def test_a_single_page_app_conforms(tmp_path: Path) -> None:
    checked = check(single_page(tmp_path / "app"), tmp_path / "run", *only({KILLER, "MES-03", *HARMLESS, *OF_PAGES}))

    assert checked.code == 0, checked.err + checked.out
    driver = json.loads((checked.folder / "run.json").read_text(encoding="utf-8"))["driver"]
    assert checked.cases("pass") == {KILLER, "MES-03", *HARMLESS, *OF_PAGES}
    assert driver["name"] == "browser"
    assert driver["chromium"][0].isdigit()


def test_a_token_in_the_storage_is_found_by_a_browser_and_fails_nothing_else(tmp_path: Path) -> None:
    checked = check(single_page(tmp_path / "app", DEFECT), tmp_path / "run", *only({KILLER, *HARMLESS}))

    assert checked.cases("fail") == {KILLER}, checked.err + checked.out
    assert checked.cases("pass") == set(HARMLESS)
    assert "access_token" in str(checked.report["cases"])


def test_an_app_without_scripts_gets_the_same_verdicts_by_either_driver(tmp_path: Path) -> None:
    verdicts = []
    for driver in ("http", "browser"):
        manifest = shutil.copytree(FLASK, tmp_path / driver, ignore=NOT_COPIED) / "poincon.yaml"
        text = manifest.read_text(encoding="utf-8")
        if driver == "browser":  # a step that only a browser takes: it plays everything
            text = text.replace("  session:\n", "    - wait_for: main\n  session:\n")
        manifest.write_text(f"{text}driver: {driver}\n", encoding="utf-8")
        checked = check(manifest, tmp_path / f"run-{driver}", *only(FEW))
        verdicts.append({case["case"]: case["verdict"] for case in checked.report["cases"]})

    assert verdicts[0] == verdicts[1] == dict.fromkeys(FEW, "pass")


def test_chromium_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    manifest, out = single_page(tmp_path / "app"), tmp_path / "run"
    arguments = [COMMAND, "check", str(manifest), "-o", str(out), *only(HARMLESS)]
    run = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: any("--type=renderer" in one for one in _below(run.pid).values()))
        browsers = [pid for pid, words in _below(run.pid).items() if "--headless" in words or "--type=" in words]
        watched = [os.pidfd_open(pid) for pid in browsers]
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()

    assert watched
    for handle in watched:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        assert waiting.poll(GONE_WITHIN), "a process of Chromium outlived the run"
        os.close(handle)


def _below(pid: int) -> dict[int, str]:
    """The processes under one, with their command lines."""
    parents, words = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            words[int(folder.name)] = (folder / "cmdline").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found, pending = {}, [pid]
    while pending:
        above = pending.pop()
        for child in (one for one, parent in parents.items() if parent == above):
            found[child] = words[child]
            pending.append(child)
    return found
