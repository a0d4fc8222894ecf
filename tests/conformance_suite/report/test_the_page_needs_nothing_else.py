from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders.stored_run import whole_run

from conformance_suite.formats import html
from conformance_suite.formats.told import told
from conformance_suite.report import FactReport
from conformance_suite.waivers import Waiver
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from conformance_suite.formats.told import Told

WRONG = {"IDT-21", "ARSP-02"}
CASES = WRONG | {"AREQ-03", "TLS-01", "FHIR-03"}
ATTACK = (
    "</pre></style><script>document.title='owned'</script><img src=https://evil.example/x onerror=alert(1)>\u202e\x00"
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("run")
    return told(whole_run(folder, wrong=WRONG.__contains__, among=CASES.__contains__), folder)


def _attacked(event: dict[str, Any]) -> None:
    """Put an attack wherever an app has a say: address, header fields, bodies."""
    for side in ("request", "response"):
        said = event.get(side)
        if isinstance(said, dict):
            said["headers"] = [*(said.get("headers") or []), [ATTACK, ATTACK]]
            body = said.get("body")
            if event["kind"] == "visit" and isinstance(body, dict):
                body["text"] = ATTACK
            if "url" in said:
                said["url"] += f"#{ATTACK}"


def test_a_whole_run_in_which_everything_fails_is_under_two_megabytes(tmp_path: Path) -> None:
    report = whole_run(tmp_path, wrong=lambda _case: True)
    page = html.render(told(report, tmp_path), "fr")
    assert len(report.cases) > 200
    assert len(page.encode()) < 2_000_000
    assert "caractères ; de chaque cas ne restent" in page
    assert all(f'id="{row.case}"' in page for row in report.cases)


def test_the_page_is_the_same_for_the_same_run(judged: Told) -> None:
    assert html.render(judged, "en") == html.render(judged, "en")


def test_a_waived_case_says_why_and_whose_it_is(judged: Told) -> None:
    rows = tuple(replace(row, waived=row.case == "IDT-21") for row in judged.report.cases)
    waiver = Waiver("IDT-21", None, "mended in <2.5>", "tokens team", date(2026, 9, 1), date(2027, 3, 31))
    waived = replace(judged, report=replace(judged.report, cases=rows), excuses={"IDT-21": waiver})
    assert "mended in &lt;2.5&gt; (tokens team, 2026-09-01 – 2027-03-31)" in html.render(waived, "en")


def test_the_wrong_bytes_are_marked_with_what_was_expected(judged: Told) -> None:
    page = html.render(judged, "en")
    case = page[page.index('<details id="IDT-21"') :]
    case = case[: case.index("</details>")]
    assert "id_token.nonce" in case
    assert re.search(r"<div><dt>.{0,90}Expected.{0,20}</dt><dd><code>[\w-]{10,}</code>", case)
    assert len(re.findall("<mark>[^<]*of-somebody-else</mark>", case)) >= 2


def test_facts_that_the_run_contradicts_are_told_in_both_languages(judged: Told) -> None:
    message = Bilingual(f"Un traceur {ATTACK}", f"A tracker {ATTACK}")
    fact = FactReport("features.trackers", "contradiction", (), ("t.example",), ("v-7",), message, ("MES-SEC-02",))
    page = html.render(replace(judged, report=replace(judged.report, facts=(fact,))), "en")
    section = page[page.index('id="facts"') : page.index('id="requirements"')]
    assert all(one in section for one in ("features.trackers", "Un traceur", "A tracker", "MES-SEC-02", "v-7"))
    assert "<script>" not in section
    assert 'id="facts"' not in html.render(judged, "en")


def test_what_to_mend_comes_first(judged: Told) -> None:
    page = html.render(judged, "en")
    first = page[page.index('id="mend"') : page.index('id="requirements"')]
    assert {case for case in CASES if f'href="#{case}"' in first} == {
        row.case for row in judged.report.cases if row.verdict in html.OPEN
    }


@pytest.mark.browser
def test_nothing_that_an_app_sends_runs_or_leaves(tmp_path: Path, chromium: Browser) -> None:
    report = whole_run(tmp_path, wrong=WRONG.__contains__, among=CASES.__contains__, bend=_attacked)
    said = replace(report, app={**report.app, "name": ATTACK, "version": ATTACK})
    rows = tuple(replace(row, message=Bilingual(ATTACK, ATTACK)) for row in said.cases)
    page = html.render(told(replace(said, cases=rows), tmp_path), "en")
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    asked, complaints = _open(tmp_path, page, chromium)
    assert len(asked) == 1, "only the file itself is asked for"
    assert complaints == []


def _open(folder: Path, page: str, chromium: Browser) -> tuple[list[str], list[str]]:
    (folder / "page.html").write_text(page, encoding="utf-8")
    asked: list[str] = []
    complaints: list[str] = []
    with chromium.new_context() as browser:
        tab = browser.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda told: complaints.append(told.text))
        tab.goto((folder / "page.html").as_uri())
        assert tab.title() != "owned"
    return asked, complaints


@pytest.mark.browser
@pytest.mark.parametrize("look", [("fr", "light", 1280), ("en", "dark", 360)], ids=["fr wide", "en narrow"])
def test_axe_finds_nothing_and_the_page_fits(
    judged: Told, tmp_path: Path, chromium: Browser, look: tuple[str, Literal["light", "dark"], int]
) -> None:
    language, scheme, width = look
    (tmp_path / "page.html").write_text(html.render(judged, language), encoding="utf-8")
    with chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as browser:
        tab = browser.new_page()
        tab.goto((tmp_path / "page.html").as_uri())
        for level in ("#for-owner", "#for-developer"):
            tab.check(level)
            found = Axe().run(tab)
            assert found.violations_count == 0, found.generate_report()
            sizes = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert sizes[0] <= sizes[1], "the page is wider than the window"


@pytest.mark.browser
def test_languages_and_levels_are_switched_by_keyboard_without_a_script(
    judged: Told, tmp_path: Path, chromium: Browser
) -> None:
    (tmp_path / "page.html").write_text(html.render(judged, "fr"), encoding="utf-8")
    with chromium.new_context(java_script_enabled=False) as browser:
        tab = browser.new_page()
        tab.goto((tmp_path / "page.html").as_uri())
        assert tab.locator("#verdict").inner_text() == "Verdict"
        assert tab.locator("#mend").inner_text() == "À corriger d’abord"
        assert not tab.locator("#IDT-21 .sequence").is_visible()
        tab.keyboard.press("Tab")  # the way past the choices
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#mend").inner_text() == "What to mend first"
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#IDT-21 .sequence").is_visible()
