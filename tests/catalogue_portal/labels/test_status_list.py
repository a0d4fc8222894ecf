"""The status list agrees with the specification's own examples, and with itself whatever is put into it."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_portal.labels.status_list import StatusList, StatusListError, StatusValue

# The example of two bits an entry of the IETF draft (section 4.1).
EXAMPLE = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
EXAMPLE_BYTES = bytes([0xC9, 0x44, 0xF9])
EXAMPLE_LST = "eNo76fITAAPfAgc"

SIZES = st.integers(1, 64).map(lambda quarter: quarter * 4)


@st.composite
def sizes_and_statuses(draw: st.DrawFn) -> tuple[int, dict[int, StatusValue]]:
    size = draw(SIZES)
    return size, draw(st.dictionaries(st.integers(0, size - 1), st.sampled_from(StatusValue)))


def test_the_example_of_the_specification_is_read_as_printed() -> None:
    decoded = StatusList.decode(EXAMPLE_LST)
    assert decoded.packed == EXAMPLE_BYTES
    assert [decoded.value(index) for index in range(len(decoded))] == EXAMPLE


def test_the_example_of_the_specification_is_written_as_printed() -> None:
    assert StatusList(EXAMPLE_BYTES).encode() == EXAMPLE_LST


@given(sizes_and_statuses())
def test_every_status_comes_back_and_all_others_are_valid(drawn: tuple[int, dict[int, StatusValue]]) -> None:
    size, statuses = drawn
    read = StatusList.decode(StatusList.of(statuses, size=size).encode())
    assert len(read) == size
    assert [read.value(index) for index in range(size)] == [
        statuses.get(index, StatusValue.VALID) for index in range(size)
    ]


@given(sizes_and_statuses())
def test_changing_one_status_changes_no_other(drawn: tuple[int, dict[int, StatusValue]]) -> None:
    size, statuses = drawn
    before = StatusList.of(statuses, size=size)
    for index in statuses:
        after = StatusList.of(statuses | {index: StatusValue.SUSPENDED}, size=size)
        differing = [place for place in range(size) if before.value(place) != after.value(place)]
        assert differing in ([], [index])


@given(SIZES, st.integers())
def test_an_index_outside_the_list_is_refused_in_both_directions(size: int, index: int) -> None:
    if 0 <= index < size:
        return
    with pytest.raises(StatusListError):
        StatusList.of({index: StatusValue.INVALID}, size=size)
    with pytest.raises(StatusListError):
        StatusList.of({}, size=size).value(index)


@given(st.text())
def test_any_text_is_a_list_or_a_status_list_error(text: str) -> None:
    try:
        StatusList.decode(text)
    except StatusListError:
        return


@given(st.binary(max_size=64), st.integers(1, 8))
def test_a_list_cut_off_or_followed_by_something_is_refused(packed: bytes, cut: int) -> None:
    compressed = zlib.compress(packed, 9)
    for wrong in (compressed[:-cut], compressed + b"x"):
        with pytest.raises(StatusListError):
            StatusList.decode(base64.urlsafe_b64encode(wrong).rstrip(b"=").decode())


def test_a_list_that_inflates_beyond_a_mebibyte_is_refused() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(8 << 20), 9)).decode()
    with pytest.raises(StatusListError, match="too large"):
        StatusList.decode(bomb)


@pytest.mark.parametrize("size", [0, -4, 3, 5])
def test_a_list_fills_whole_bytes(size: int) -> None:
    with pytest.raises(StatusListError):
        StatusList.of({}, size=size)
