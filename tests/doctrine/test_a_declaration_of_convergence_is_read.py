"""The file of a declaration: what is written is read back, and every wrong thing in it is named with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.declarations import EDITION, HEAD, declarations
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from doctrine import convergence_reader, source
from doctrine.convergence_writer import to_yaml
from doctrine.loader import load_edition
from doctrine.problems import DoctrineError
from doctrine.schema import convergence as schema

if TYPE_CHECKING:
    from doctrine.convergence import Convergence
    from doctrine.model import Edition

PATH = Path("convergence.yaml")
VALIDATOR = Draft202012Validator(schema())
ROW = "  REF-OAU-01: {state: conforms}\n"
BOMB = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))


def edition_named(name: str) -> Edition:
    return EDITION if name == EDITION.id else load_edition(name)


def read(text: str | bytes) -> Convergence:
    return convergence_reader.parse(PATH, text.encode() if isinstance(text, str) else text, edition_named)


@settings(deadline=None)  # the first validation reads the meta-schema
@given(declarations(), st.sampled_from(["fr", "en"]))
def test_what_is_written_is_read_back_and_is_what_the_schema_says(one: Convergence, language: str) -> None:
    text = to_yaml(one, EDITION, language)

    assert read(text) == one
    VALIDATOR.validate(source.parse(PATH, text.encode()).content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEAD + text).encode()))
def test_reading_never_breaks_whatever_is_sent(raw: bytes) -> None:
    try:
        read(raw)
    except DoctrineError as error:
        assert error.problems  # noqa: PT017 - either is right, a crash is not


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "schema: poincon/convergence/2\napp: C\nedition: 2026-1\nrequirements: {}\n",
            1,
            "must be poincon/convergence/1",
        ),
        ("app: C\nedition: 2026-1\nrequirements: {}\n", 1, "must be poincon/convergence/1, not `None`"),
        ("schema: poincon/convergence/1\nedition: 2026-1\nrequirements: {}\n", 1, "`app` must be a text"),
        (
            "schema: poincon/convergence/1\napp: C\nedition: 1999-1\nrequirements: {}\n",
            3,
            "there is no edition `1999-1`",
        ),
        ("schema: poincon/convergence/1\napp: C\nedition: ../x\nrequirements: {}\n", 3, "is no name of an edition"),
        ("schema: poincon/convergence/1\napp: C\nedition: 2026\nrequirements: {}\n", 3, "in quotes if it looks like"),
        ("schema: poincon/convergence/1\napp: C\nedition: 2026-1\n", 1, "`requirements` must be a mapping"),
        (f"{HEAD}{ROW}mood: good\n", 6, "unknown key `mood`"),
        (f"{HEAD}{ROW}{ROW}", 6, "`REF-OAU-01` is given twice"),
        (f"{HEAD}  REF-OAU-99: {{state: conforms}}\n", 5, "has no requirement `REF-OAU-99`"),
        (f"{HEAD}  1: {{state: conforms}}\n", 5, "has no requirement `1`"),
        (f"{HEAD}  REF-OAU-01: conforms\n", 5, "must be a mapping"),
        (f"{HEAD}  REF-OAU-01: {{state: done}}\n", 5, "must be one of conforms, partly, planned"),
        (f"{HEAD}  REF-OAU-01: {{state: [conforms]}}\n", 5, "give each requirement its state"),
        (f"{HEAD}  REF-OAU-01: {{reason: none}}\n", 5, "give each requirement its state"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, mood: good}}\n", 5, "unknown key `mood`"),
        (f"{HEAD}  REF-OAU-01: {{state: planned}}\n", 5, "`planned` needs a `due` date"),
        (f"{HEAD}  REF-OAU-01: {{state: planned, due: 2027-02-30}}\n", 5, "must be a day of the calendar"),
        (f"{HEAD}  REF-OAU-01: {{state: planned, due: soon}}\n", 5, "not `soon`"),
        (f"{HEAD}  REF-OAU-01: {{state: planned, due: 20270331}}\n", 5, "must be a day of the calendar"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, due: 2027-03-31}}\n", 5, "only for planned and partly"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, plan: later}}\n", 5, "only for planned and partly"),
        (f"{HEAD}  REF-OAU-01: {{state: not_applicable}}\n", 5, "needs a `reason`"),
        (f"{HEAD}  REF-OAU-01: {{state: not_applicable, reason: ' '}}\n", 5, "`reason` must be a text"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, evidence: audit.pdf}}\n", 5, "must be a list of at most 20 names"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, evidence: ['']}}\n", 5, "must be a list of at most 20 names"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, evidence: {['a'] * 21}}}\n", 5, "must be a list of at most 20"),
        (f'{HEAD}  REF-OAU-01: {{state: conforms, reason: "a\\e[2J"}}\n', 5, "has control characters"),
        (f"{HEAD}  REF-OAU-01: {{state: conforms, reason: {'x' * 4_001}}}\n", 5, "more than 4000 characters"),
        (HEAD + ROW.replace("{", "&a {") + "  REF-OAU-02: *a\n", 5, "is a YAML alias"),
        ("x: " + "[" * 10_000, 1, "nested deeper than 40 levels"),
        ("just words", 1, "the file must be a mapping"),
        ("", 1, "the file must be a mapping"),
        (b"\xff\xfe\x00", None, "is not UTF-8 text"),
        (b"\x7fELF\x00\x00", None, "is not valid YAML"),
        ("a: " + "x" * 300_000, None, "is larger than 256 KB"),
        (HEAD + ROW + "---\na: 1\n", 6, "another document"),
    ],
)
def test_a_wrong_thing_is_named_with_its_line(text: str | bytes, line: int | None, words: str) -> None:
    with pytest.raises(DoctrineError) as caught:
        read(text)

    told = [one for one in caught.value.problems if words in one.message]
    assert [one.line for one in told] == [line], caught.value.problems


@pytest.mark.parametrize(
    "row", ["  REF-OAU-99: {state: conforms}\n", "  REF-OAU-01: {state: done}\n", "  REF-OAU-01: {state: planned}\n"]
)
def test_one_wrong_thing_is_one_problem(row: str) -> None:
    with pytest.raises(DoctrineError) as caught:
        read(HEAD + row)

    assert len(caught.value.problems) == 1


def test_no_message_steers_a_terminal() -> None:
    with pytest.raises(DoctrineError) as caught:
        read(f'{HEAD}{ROW}"\\e[2J": 1\n')

    assert "\x1b" not in str(caught.value)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    with pytest.raises(DoctrineError, match="is a YAML alias"):
        read(BOMB)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(DoctrineError, match="cannot be read"):
            convergence_reader.read(path)


@pytest.mark.parametrize(
    "row",
    [
        {"state": "planned"},
        {"state": "not_applicable"},
        {"state": "conforms", "plan": "later"},
        {"state": "done"},
        {"state": "conforms", "evidence": ["x"] * 21},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(row: dict[str, object]) -> None:
    whole = {"schema": "poincon/convergence/1", "app": "C", "edition": "2026-1", "requirements": {"REF-OAU-01": row}}

    assert not VALIDATOR.is_valid(whole)
    with pytest.raises(DoctrineError):
        read(json.dumps(whole))
