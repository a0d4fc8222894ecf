"""A human being plays: what the page says is done in the app, and the verdicts are those of a program that plays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.checking import Checked, check, only
from builders.guided import Human, for_a_person, guided
from builders.reference_apps import conformant, defective
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.integration
CASES = ("AREQ-03", "FHIR-39", "IDT-21", "RFR-01")
DEFECT = "ignores_nonce"


def verdicts(checked: Checked) -> dict[str, str]:
    return {case["case"]: case["verdict"] for case in checked.report["cases"]}


def led(folder: Path, *cases: str, defect: str | None = None, incapable_of: str = "") -> tuple[Checked, Human]:
    """A run in which a human being does what the page says."""
    with guided(for_a_person(folder / "led", defect), folder / "run-led", *only(cases)) as run:
        human = Human(run.url, folder, incapable_of)
        human.follow()
        return run.result(), human


def test_a_person_finds_what_a_program_finds_in_the_conformant_app(tmp_path: Path) -> None:
    checked, human = led(tmp_path, *CASES)
    by_program = check(conformant(tmp_path / "app"), tmp_path / "run", *only(CASES))

    assert verdicts(checked) == verdicts(by_program) == dict.fromkeys(CASES, "pass"), checked.err + checked.out
    record = json.loads((checked.folder / "run.json").read_text(encoding="utf-8"))
    assert (record["driver"], record["run"]["scope"]) == ({"name": "person"}, "partial")
    assert "Read the measures" in human.seen
    told = [json.loads(line) for line in (checked.folder / "episodes.jsonl").read_text().splitlines()]
    assert {event["by"] for event in told if event.get("kind") == "told"} == {"person"}


def test_a_person_finds_what_a_program_finds_in_a_defect(tmp_path: Path) -> None:
    checked, _human = led(tmp_path, "IDT-21", defect=DEFECT)
    by_program = check(defective(tmp_path / "app", DEFECT), tmp_path / "run", *only(("IDT-21",)))

    assert verdicts(checked) == verdicts(by_program) == {"IDT-21": "fail"}
    assert checked.code == by_program.code == 1


def test_who_cannot_do_a_step_proves_nothing(tmp_path: Path) -> None:
    checked, _human = led(tmp_path, "IDT-21", incapable_of="Sign in")

    assert verdicts(checked) == {"IDT-21": "inconclusive"}
    assert checked.code == 3
    assert "could not do the step login" in checked.report["cases"][0]["message"]["en"]


def test_what_is_not_for_a_person_does_not_apply_and_says_why(tmp_path: Path) -> None:
    checked = check(for_a_person(tmp_path / "app"), tmp_path / "run", *only(("HDR-01", "ARSP-02")))

    assert verdicts(checked) == {"HDR-01": "not_applicable", "ARSP-02": "not_applicable"}
    assert all("only a program can do or see" in case["message"]["en"] for case in checked.report["cases"])


@pytest.mark.browser
def test_the_page_is_followed_by_keyboard_and_a_second_one_without_scripts_looks_on(
    tmp_path: Path, chromium: Browser
) -> None:
    phone = chromium.new_context(viewport={"width": 360, "height": 740})
    elsewhere = chromium.new_context(java_script_enabled=False)
    with guided(for_a_person(tmp_path / "led"), tmp_path / "run", *only(("AREQ-03",))) as run:
        page, onlooker = phone.new_page(), elsewhere.new_page()
        page.goto(run.url)
        onlooker.goto(run.url)
        human = Human(run.url, tmp_path)
        for heading in ("Start afresh", "Sign in", "Tell who is signed in"):
            expect(page.locator("#task")).to_have_text(heading)
            expect(onlooker.locator("#task")).to_have_text(heading)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            answer = human.does()
            if heading != "Sign in":  # that one the space saw: the page goes on by itself
                page.locator(f"button[value={answer}]").press("Enter")
        expect(page.locator("#task")).to_have_text("Look one last time")
        page.reload()
        expect(page.locator("#task")).to_have_text("Look one last time")
        human.follow()
        checked = run.result()

    phone.close()
    elsewhere.close()
    assert verdicts(checked) == {"AREQ-03": "pass"}, checked.err + checked.out
