"""Apps whose pages have scripts, and work without: a browser plays what scripts can spoil, requests play the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders.checking import Checked, check, only
from builders.reference_apps import defective, otherwise, played_by

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.integration]
DEFECT, KILLER = "redraws_the_name_by_script", "UI-07"
OTHERS = ("AREQ-03", "IDT-21", "TLS-01")  # of a twin, too


def driver(checked: Checked) -> dict[str, str]:
    record: dict[str, dict[str, str]] = json.loads((checked.folder / "run.json").read_text(encoding="utf-8"))
    return record["driver"]


def journal(checked: Checked) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (checked.folder / "episodes.jsonl").read_text(encoding="utf-8").splitlines()]


def rendered(checked: Checked) -> set[str]:
    """The cases whose pages a browser drew."""
    events = journal(checked)
    drawn = {event["episode"] for event in events if event.get("kind") == "screen"}
    return {one["case"] for one in events if one.get("kind") == "episode" and one["episode"] in drawn and one["case"]}


def test_what_a_script_spoils_is_found_and_the_rest_needs_no_browser(tmp_path: Path) -> None:
    checked = check(defective(tmp_path / "app", DEFECT), tmp_path / "run", *only({KILLER, *OTHERS}))

    assert checked.cases("fail") == {KILLER}, checked.err + checked.out
    assert checked.cases("pass") == set(OTHERS)
    assert (driver(checked)["scripts"], rendered(checked)) == ("optional", {KILLER})
    assert "It works without: Chromium plays what is about the screen (1 of 4)" in checked.err
    told = [event for event in journal(checked) if event.get("kind") == "episode"]
    assert "control_trial" not in {event["role"] for event in told}
    assert "i-1" not in {event["instance"] for event in told}, "what the trial did is no part of the run"


def test_by_requests_alone_nobody_sees_it(tmp_path: Path) -> None:
    manifest = defective(tmp_path / "app", DEFECT)
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("driver: browser\n", ""), encoding="utf-8")
    checked = check(manifest, tmp_path / "run", *only({KILLER}))

    assert checked.cases("pass") == {KILLER}, checked.err + checked.out


def test_an_app_that_needs_its_scripts_is_played_by_the_browser_alone(tmp_path: Path) -> None:
    manifest = played_by(otherwise(tmp_path / "app", "draws_by_script"), "browser")
    checked = check(manifest, tmp_path / "run", *only({KILLER, *OTHERS}))

    assert checked.cases("pass") == {KILLER, *OTHERS}, checked.err + checked.out
    assert (driver(checked)["scripts"], rendered(checked)) == ("needed", {KILLER, *OTHERS})
    assert "It needs them: Chromium plays everything" in checked.err
