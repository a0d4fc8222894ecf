from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from poincon_pytest.playing import Played
from poincon_pytest.settings import Advice, Settings
from poincon_pytest.telling import WORDS, outcome

if TYPE_CHECKING:
    from pathlib import Path

PLANNED = {"case": "A-1", "clause": "The app must.", "source": {"text": "RFC 1", "version": None, "clause": "2.1"}}


def settings(advice: Advice = "xfail") -> Settings:
    return Settings(None, "full", "", None, None, advice, "en", ())


def played(folder: Path, *, target: str = "command", waived: bool = False, **row: Any) -> Played:  # noqa: ANN401 - members of a row
    said = {"en": "What was seen.", "fr": "Ce qui a été vu."}
    whole = {"case": "A-1", "check": "refuses", "requirement": "R-1", "obligation": "SHALL", "message": said}
    whole |= {"remediation": None, "exchanges": [], "waived": waived, "verdict": "pass", **row}
    excuses = {"A-1": {"reason": "known", "owner": "us", "expires": "2999-01-01"}} if waived else {}
    files = {
        "report.json": {"cases": [whole]},
        "run.json": {"target": target},
        "waivers.json": {"excuses": excuses},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return Played(0, "", folder)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"verdict": "pass"}, "pass"),
        ({"verdict": "fail"}, "fail"),
        ({"verdict": "inconclusive"}, "inconclusive"),
        ({"verdict": "error"}, "inconclusive"),
        ({"verdict": "not_applicable"}, "skip"),
        ({"verdict": "skipped"}, "inconclusive"),
        ({"verdict": "skipped", "target": "url"}, "skip"),
        ({"verdict": "fail", "waived": True}, "xfail"),
        ({"verdict": "inconclusive", "waived": True}, "xfail"),
        ({"verdict": "not_applicable", "obligation": "SHOULD"}, "skip"),
    ],
)
def test_a_verdict_is_the_outcome_that_says_as_much(tmp_path: Path, row: dict[str, Any], kind: str) -> None:
    assert outcome(PLANNED, played(tmp_path, **row), settings()).kind == kind


@pytest.mark.parametrize("verdict", ["fail", "inconclusive", "error"])
@pytest.mark.parametrize("advice", ["xfail", "warn", "fail"])
@pytest.mark.parametrize("obligation", ["SHOULD", "MAY"])
def test_a_recommendation_decides_only_where_the_publisher_wants_it(
    tmp_path: Path, verdict: str, advice: Advice, obligation: str
) -> None:
    told = outcome(PLANNED, played(tmp_path, verdict=verdict, obligation=obligation), settings(advice))
    binding = "fail" if verdict == "fail" else "inconclusive"
    assert told.kind == (binding if advice == "fail" else advice)


def test_a_run_without_a_report_says_nothing_of_the_app(tmp_path: Path) -> None:
    told = outcome(PLANNED, Played(3, "poincon: the mock space: no port", tmp_path), settings())
    assert told.kind == "inconclusive"
    assert told.text == "The run gave no report (exit code 3):\npoincon: the mock space: no port"


def test_a_case_of_which_the_report_does_not_speak_is_no_success(tmp_path: Path) -> None:
    assert outcome(PLANNED | {"case": "B-2"}, played(tmp_path), settings()).kind == "inconclusive"


def test_a_report_of_an_earlier_run_is_not_read_when_this_one_was_refused(tmp_path: Path) -> None:
    played(tmp_path)
    assert outcome(PLANNED, Played(2, "no such option", tmp_path), settings()).kind == "inconclusive"


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
