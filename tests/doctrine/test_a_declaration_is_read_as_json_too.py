"""JSON is YAML, but for characters that it writes as two escapes: a declaration in JSON is read all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doctrine.convergence import Convergence, Declared, State
from doctrine.convergence_reader import parse
from doctrine.convergence_writer import to_json
from doctrine.problems import DoctrineError

PATH = Path("convergence.json")
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"), min_size=1
).map(lambda text: " ".join(text.split()))


def declared(reason: str) -> Convergence:
    return Convergence("Carnet", "2026-1", {"REF-OAU-01": Declared(State.CONFORMS, reason=reason)})


@given(WORDS.filter(bool))
def test_what_is_written_as_json_is_read_as_the_same(reason: str) -> None:
    assert parse(PATH, to_json(declared(reason)).encode()) == declared(reason)


@pytest.mark.parametrize(
    "reason", ["\U0001f600", "a \U0001d11e b", "\\ud83d\\ude00 written out", 'quoted " \\ \U0001f600']
)
def test_characters_written_as_two_escapes_are_read(reason: str) -> None:
    escaped = json.dumps(json.loads(to_json(declared(reason))))
    assert parse(PATH, escaped.encode()) == declared(reason)


def test_half_a_character_is_refused_with_its_line() -> None:
    text = to_json(declared("x")).replace('"x"', '"\\ud83d"')
    with pytest.raises(DoctrineError) as refused:
        parse(PATH, text.encode())
    assert refused.value.problems[0].line is not None
