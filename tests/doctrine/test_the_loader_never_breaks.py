"""Whatever a file holds, the loader reads it or tells what is wrong with it; and it is never laxer than the schema."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from doctrine import source
from doctrine.loader import ROOT, load_requirement
from doctrine.problems import DoctrineError
from doctrine.schema import requirement

MODEL = ROOT / "requirements/identification/REF-IEU-03/r1.yaml"
WHOLE = yaml.safe_load(MODEL.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(requirement())

LEAF = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=8)
WORDS = st.sampled_from(
    ["SHALL", "law", "always", "any", "web", "confirmed", "automated", "RFC", "ai", "measures.read"]
)
KEYS = st.sampled_from(["fr", "en", "any", "all", "not", "kind", "feature", "exchange", "when", "obligation", "x"])
VALUE = st.recursive(
    LEAF | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


def places(content: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - plain YAML
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [*([place] if place else []), *(deep for key, value in inside for deep in places(value, (*place, key)))]


def changed(content: Any, place: tuple[Any, ...], value: Any, *, drop: bool) -> Any:  # noqa: ANN401 - plain YAML
    made = copy.deepcopy(content)
    inner = made
    for key in place[:-1]:
        inner = inner[key]
    if drop:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return made


def read(text: str) -> list[str] | None:
    """What is wrong with a file; None when it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WHOLE["theme"] / WHOLE["id"] / "r1.yaml"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            load_requirement(path)
        except DoctrineError as error:
            return [str(problem) for problem in error.problems]
        return None


@given(st.sampled_from(places(WHOLE)), VALUE, st.booleans())
def test_a_file_that_the_schema_refuses_is_refused(place: tuple[Any, ...], value: Any, drop: bool) -> None:  # noqa: ANN401, FBT001
    made = changed(WHOLE, place, value, drop=drop)
    told = read(yaml.safe_dump(made, sort_keys=False, allow_unicode=True))
    if not VALIDATOR.is_valid(made):
        assert told, made
    assert told is None or all(told)


@given(st.integers(0, 2000), st.text(max_size=12))
def test_a_file_with_anything_pushed_into_it_is_read_or_told(at: int, pushed: str) -> None:
    text = MODEL.read_text(encoding="utf-8")
    read(text[:at] + pushed + text[at:])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r1.yaml"
        path.write_bytes(content)
        told = None
        try:
            source.read(path)
        except DoctrineError as error:
            told = error.problems
        assert told is None or told
