from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.people.ins import (
    INS_NIR_TEST_OID,
    INS_OIDS,
    Ins,
    MalformedMatriculeError,
    has_right_key,
    matricule_key,
    with_key,
)

BODIES = st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])([0-9]{2}|2A|2B)[0-9]{6}", fullmatch=True)


@given(BODIES)
def test_a_completed_matricule_has_the_right_key(body: str) -> None:
    matricule = with_key(body)

    assert len(matricule) == 15
    assert has_right_key(matricule)
    assert 1 <= int(matricule[13:]) <= 97


@given(BODIES, st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body: str, place: int, shift: int) -> None:
    matricule = with_key(body)
    if not matricule[place].isdigit() or (place in {5, 6} and not matricule[5:7].isdigit()):
        return  # a letter of Corsica, or its department
    wrong = matricule[:place] + str((int(matricule[place]) + shift) % 10) + matricule[place + 1 :]

    assert not has_right_key(wrong)


@given(st.text(max_size=20))
def test_no_text_breaks_the_check(text: str) -> None:
    has_right_key(text)


@pytest.mark.parametrize(
    ("body", "key"),
    [("1850578006048", 97 - 1850578006048 % 97), ("2550199999999", 97 - 2550199999999 % 97)],
)
def test_the_key_is_97_less_the_remainder(body: str, key: int) -> None:
    assert matricule_key(body) == f"{key:02d}"


def test_corsica_is_read_as_numbers() -> None:
    assert matricule_key("185052A006048") == matricule_key("1850519006048")
    assert matricule_key("185052B006048") == matricule_key("1850518006048")


@pytest.mark.parametrize("body", ["", "1", "18505780060480", "1850578O06048", "185052C006048", "１850578006048"])
def test_what_is_no_body_is_told(body: str) -> None:
    with pytest.raises(MalformedMatriculeError):
        matricule_key(body)


def test_the_example_with_a_wrong_key_is_known_for_one() -> None:
    assert not has_right_key("123456789012345")


def test_a_matricule_is_written_under_the_test_oid() -> None:
    assert Ins("x").system == "urn:oid:1.2.250.1.213.1.4.10"
    assert INS_OIDS[INS_NIR_TEST_OID] == "INS-NIR-TEST"
