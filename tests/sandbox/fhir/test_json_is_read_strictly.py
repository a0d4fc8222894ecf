from __future__ import annotations

import contextlib
import copy
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.fhir.json_text import (
    MAXIMUM_DEPTH,
    UnreadableJsonError,
    WrittenNumber,
    read_json,
    read_kept,
    same_json,
    write_json,
)

SOUND = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(allow_nan=False, allow_infinity=False)
    | SOUND,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SOUND, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("other", "same"), [(b'{"b": [2], "a": 1.0}', True), (b'{"a": 1, "b": [2]}', False), (b'{"a": 1.0}', False)]
)
def test_the_order_of_members_does_not_count_and_precision_does(other: bytes, same: bool) -> None:  # noqa: FBT001 - a case
    assert same_json(read_json(b'{"a": 1.0, "b": [2]}'), read_json(other)) is same


@given(JSON)
def test_what_is_written_is_read_back(value: object) -> None:
    read = read_json(json.dumps(value).encode())

    assert read == value
    assert read_kept(write_json(read)) == value


@pytest.mark.parametrize("number", ["72.50", "1e2", "0.10", "-0", "12345678901234567890", "1.0E-7"])
def test_a_number_is_written_as_it_was(number: str) -> None:
    value = read_json(f'{{"value": {number}}}'.encode())

    assert write_json(value) == f'{{"value":{number if number != "-0" else "0"}}}'
    assert write_json(copy.deepcopy(value)) == write_json(value)


def test_a_written_number_is_a_number() -> None:
    number = read_json(b"72.50")

    assert isinstance(number, WrittenNumber)
    assert number + 1 == 73.5


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "line 1, column 1"),
        (b"{", "line 1, column 2"),
        (b'{"a": 1, "a": 2}', "'a' is given twice"),
        (b'{"a": NaN}', "no NaN"),
        (b"[1e999]", "out of range"),
        (b"[" + b"9" * 100 + b"]", "more than 64 characters"),
        (b'"\xff"', "UTF-8 (byte 1)"),
        (rb'"\u001a"', "control character"),
        (rb'{"\u0000": 1}', "control character"),
        (rb'"\ud800"', "surrogate"),
        (b"[" * 100 + b"]" * 100, f"more than {MAXIMUM_DEPTH} levels"),
        (b"[" * 1_000_000, f"more than {MAXIMUM_DEPTH} levels"),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, f"more than {MAXIMUM_DEPTH} levels"),
    ],
)
def test_what_fhir_forbids_is_told(body: bytes, says: str) -> None:
    with pytest.raises(UnreadableJsonError) as refusal:
        read_json(body)

    assert says in str(refusal.value)


def test_a_large_body_takes_memory_in_proportion() -> None:
    body = json.dumps({"data": "x" * 4_000_000}).encode()
    tracemalloc.start()

    read_json(body)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * len(body)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(UnreadableJsonError):
        read_json(body)
