from __future__ import annotations

import gc
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance_suite import json_lines
from conformance_suite.memory import collecting_paused

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonValue

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_what_is_written_is_read_again_by_anybody(value: JsonValue) -> None:
    line = json_lines.encoded(value)
    assert json_lines.decoded(line) == json.loads(line) == value
    assert b"\n" not in line


def test_half_of_a_surrogate_is_read_and_is_no_end_of_writing() -> None:
    value = json_lines.decoded(b'{"said":"\\ud83d"}')
    assert value == {"said": "\ud83d"}
    assert json_lines.encoded(value) == b'{"said":"?"}'


def test_what_is_not_json_is_an_error_of_value() -> None:
    with pytest.raises(ValueError, match="column 2"):
        json_lines.decoded(b"{nonsense")


def test_garbage_is_looked_for_again_whatever_happened_meanwhile() -> None:
    assert gc.isenabled()
    with suppress(KeyError), collecting_paused():
        with collecting_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
