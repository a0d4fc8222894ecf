from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from sandbox.console.exchanges import LANES, NOTES
from sandbox.console.pages import words
from sandbox.faults import catalogue
from sandbox.people.account_lifecycle import STATUSES
from sandbox.people.search import SITUATIONS

CONSOLE = Path("sandbox/console")
STATIC = CONSOLE / "static"


def _used() -> set[str]:
    templates = "\n".join(file.read_text("utf-8") for file in (CONSOLE / "templates").rglob("*.html"))
    code = "\n".join(file.read_text("utf-8") for file in CONSOLE.rglob("*.py"))
    used = set(re.findall(r"\bw\.(\w+)", templates)) | set(re.findall(r'_words\["(\w+)"\]', code))
    used |= set(re.findall(r"_words\['(\w+)'\]", code))
    prefixes = set(re.findall(r'w\["(\w+_)" ~', templates)) | {"say_", "note_", "error_", "wrong_", "reset_", "clock_"}
    return (
        used
        | {key for key in words("en") if key.startswith(tuple(prefixes))}
        | {key for key in words("en") if key.endswith("_forward")}
    )


def test_every_sentence_is_used_and_there() -> None:
    assert _used() == set(words("fr")) == set(words("en"))


def test_what_is_chosen_by_name_has_words() -> None:
    keys = set(words("fr"))
    assert {f"situation_{name}" for name in SITUATIONS if name} <= keys
    assert {f"lane_{lane}" for lane in LANES} <= keys
    assert {f"note_{kind}" for kind in NOTES} <= keys
    assert {f"account_{status}" for status in STATUSES} <= keys


@pytest.mark.parametrize("fault_id", catalogue.fault_ids())
def test_every_fault_has_words_in_both_languages(fault_id: str) -> None:
    for language in ("fr", "en"):
        told = catalogue.words(fault_id, language)
        assert told.title
        assert told.expected


def test_files_of_others_are_unchanged_and_on_record() -> None:
    record = json.loads((STATIC / "third_party.json").read_text("utf-8"))
    known: set[str] = set()
    for package in record["packages"]:
        known |= {*package["files"], package["licence_file"]}
        for name, digest in package["files"].items():
            assert sha256((STATIC / name).read_bytes()).hexdigest() == digest
    assert {f"fonts/{file.name}" for file in (STATIC / "fonts").iterdir()} == known
