"""What cut a play short is told in words of the reader's language, not in those of the journal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import conformance_suite
from conformance_suite.driver.answers import reason_of
from conformance_suite.messages import REASON, catalogue, message

SUITE = Path(conformance_suite.__file__).parent
RAISED = re.compile(r'(?:NoAnswerError|JourneyError|_EnoughError)\((?:"(\w+)"(?: if [^)]*? else "(\w+)")?)')
NEVER_TOLD = {"held", "not_looked_at"}  # pages that the driver stops at by itself


def raised() -> set[str]:
    found = (RAISED.findall(path.read_text(encoding="utf-8")) for path in SUITE.rglob("*.py"))
    return {word for matches in found for words in matches for word in words if word} - NEVER_TOLD


def test_every_reason_has_words() -> None:
    assert raised() >= {"timeout", "left_at_space", "no_callback", "login_failed", "journey_failed"}
    assert [word for word in sorted(raised()) if f"{REASON}{word}" not in catalogue()] == []


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionRefusedError(), ConnectionResetError(), ValueError()])
def test_every_failure_of_a_connection_has_words(error: Exception) -> None:
    assert f"{REASON}{reason_of(error)}" in catalogue()


def test_each_language_has_its_own() -> None:
    said = message("control_aborted", {"reason": "timeout"})

    assert said.en == "The honest play was cut short (no answer within the declared patience)."
    assert said.fr == "La passe honnête a été interrompue (pas de réponse dans la patience déclarée)."


def test_what_is_no_word_of_the_journal_is_told_as_it_is() -> None:
    said = message("control_aborted", {"reason": "step 2: the page has no '#sign-in'"})

    assert said.fr.endswith("(step 2: the page has no '#sign-in').")


def test_no_reason_at_all_is_a_dash() -> None:
    assert message("control_aborted", {}).en == "The honest play was cut short (-)."
