from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.people.communes import DEPARTMENTS
from sandbox.people.directory import SPECIALTIES, Directory, with_luhn_key

SMALL, LARGE = Directory(7), Directory(7, 100_000)


def passes_luhn(digits: str) -> bool:
    turned = [int(digit) for digit in reversed(digits)]
    return (sum(turned[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in turned[1::2])) % 10 == 0


@given(st.from_regex(r"[0-9]{8,10}", fullmatch=True))
def test_a_completed_number_passes_the_luhn_test(digits: str) -> None:
    assert passes_luhn(with_luhn_key(digits))
    assert with_luhn_key(digits)[:-1] == digits


def test_a_known_luhn_number_is_completed_rightly() -> None:
    assert with_luhn_key("7992739871") == "79927398713"


def test_every_specialty_practises_in_every_department_however_few_live_there() -> None:
    found = [SMALL.professional(number) for number in range(len(SMALL))]

    assert {(one.id[4:6], one.specialty) for one in found} == {
        (department.code, specialty) for department in DEPARTMENTS for specialty in SPECIALTIES
    }
    for number in (-1, len(SMALL)):
        with pytest.raises(IndexError):
            SMALL.professional(number)


def test_numbers_and_addresses_of_professionals_are_unique_tests_with_right_keys() -> None:
    found = [LARGE.professional(number) for number in range(len(LARGE))]

    for number in ("id", "rpps", "mssante"):
        assert len({getattr(one, number) for one in found}) == len(found)
    for one in found:
        assert len(one.rpps) == 11
        assert one.rpps.startswith("899")
        assert passes_luhn(one.rpps)
        assert one.mssante.endswith(".mssante.example")
        assert len(one.organization.finess) == 9
        assert passes_luhn(one.organization.finess)
        assert one.organization.address.department == one.id[4:6]
        assert LARGE.find(one.id) == one
        assert LARGE.organization(one.organization.id) == one.organization
    organizations = {one.organization.id: one.organization for one in found}
    assert len({one.finess for one in organizations.values()}) == len(organizations)


def test_there_is_about_one_general_practitioner_for_1100_residents() -> None:
    count = sum(LARGE.count(department.code, "general_practitioner") for department in DEPARTMENTS)

    assert 88 <= count <= 94


def test_more_residents_bring_professionals_and_change_none() -> None:
    assert len(LARGE) > len(SMALL)
    for number in range(len(SMALL)):
        one = SMALL.professional(number)
        assert LARGE.find(one.id) == one


@pytest.mark.parametrize(
    "professional_id",
    [
        None,
        "",
        "pro-44-general_practitioner-0099",
        "pro-75-nurse-0000",
        "pro-44-nurse-0",
        "pro-44-surgeon-0000",
        "pro-44-nurse-0000\n",
        "pro-44-nurse-٠٠٠٠",
    ],
)
def test_who_does_not_practise_is_not_found(professional_id: str | None) -> None:
    assert SMALL.find(professional_id) is None


@pytest.mark.parametrize(
    "organization_id", [None, "", "org-44-practice-0009", "org-75-practice-0000", "org-44-spa-0000"]
)
def test_a_place_where_nobody_works_is_not_found(organization_id: str | None) -> None:
    assert SMALL.organization(organization_id) is None
