from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.people.age import age_on
from sandbox.people.birthplaces import origin_of
from sandbox.people.civil_numbers import CAPACITY, MOST_RESIDENTS, CivilNumbers
from sandbox.people.communes import COMMUNE_OF
from sandbox.people.households import STREET
from sandbox.people.ins import INS_NIR_TEST_OID, Ins, has_right_key, with_key
from sandbox.people.population import CAPACITY as GIVEN_OUT
from sandbox.people.population import Population
from sandbox.people.residents import FEWEST, Residents, ResidentsOutOfRangeError

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
THOUSAND = Residents(7, TODAY, 1000)
PEOPLE = [THOUSAND.person(number) for number in range(1000)]
BY_ID = {person.id: person for person in PEOPLE}
numbers = st.integers(0, MOST_RESIDENTS - 1)


def born(persona_id: str) -> date:
    return date.fromisoformat(BY_ID[persona_id].birthdate)


def test_a_resident_is_the_same_whoever_was_asked_for_before() -> None:
    assert Residents(7, TODAY, 1000).person(777) == PEOPLE[777]
    assert Residents(8, TODAY, 1000).person(777) != PEOPLE[777]


def test_more_residents_change_nobody_but_in_the_last_street() -> None:
    fewer = Residents(7, TODAY, 990)
    whole = 990 // STREET * STREET

    assert [fewer.person(number) for number in range(whole)] == PEOPLE[:whole]


@pytest.mark.parametrize("count", [-1, 0, FEWEST - 1, MOST_RESIDENTS + 1])
def test_ten_to_a_hundred_thousand_can_live_in_a_space(count: int) -> None:
    with pytest.raises(ResidentsOutOfRangeError):
        Residents(7, TODAY, count)


@pytest.mark.parametrize("count", [10, 11, 19, 20, 21, 39])
@pytest.mark.parametrize("seed", range(5))
def test_every_size_is_filled_and_has_old_and_young(count: int, seed: int) -> None:
    residents = Residents(seed, TODAY, count)
    people = [residents.person(number) for number in range(count)]

    assert [person.id for person in people] == [f"r-{number:06d}" for number in range(count)]
    ages = [age_on(date.fromisoformat(person.birthdate), TODAY.date()) for person in people]
    assert min(ages) < 21
    assert max(ages) > 60
    for number in (-1, count):
        with pytest.raises(IndexError):
            residents.person(number)
        with pytest.raises(IndexError):
            residents.household(number)


@pytest.mark.parametrize("count", [3_000, pytest.param(MOST_RESIDENTS, marks=pytest.mark.long)])
def test_nobody_shares_id_address_or_ins(count: int) -> None:
    residents = Residents(11, TODAY, count)
    ids: set[str] = set()
    emails: set[str] = set()
    matricules: set[str] = set()
    while len(ids) < count:
        for person in residents.household(len(ids)):
            assert person.id not in ids
            ids.add(person.id)
            emails.add(person.email.casefold())
            matricules.add(person.ins.matricule)
            assert 1 <= int(person.ins.matricule[10:13]) <= 990

    assert len(ids) == len(emails) == len(matricules) == count
    populations = [Population(11, TODAY, part) for part in range(32)]
    given_out = {population.person(index).ins.matricule for population in populations for index in range(40)}
    assert matricules.isdisjoint(given_out)


def test_a_resident_gives_way_to_somebody_given_out_with_the_same_ins() -> None:
    population = Population(7, TODAY)
    body = population.person(3).ins.matricule[:13]

    assert population.has_matricule_body(body)
    assert not population.has_matricule_body(f"{body[:5]}97411{body[10:]}")
    assert not any(population.has_matricule_body(person.ins.matricule[:13]) for person in PEOPLE)
    assert GIVEN_OUT > 96


@given(st.integers(0, 1000), numbers)
def test_a_slot_leads_back_to_its_number(seed: int, number: int) -> None:
    civil = CivilNumbers(seed)

    assert civil.number(civil.slot(number)) == number


def test_every_number_has_a_slot_of_its_own() -> None:
    civil = CivilNumbers(3)

    assert len({civil.slot(number) for number in range(CAPACITY)}) == CAPACITY >= MOST_RESIDENTS


@settings(max_examples=60, deadline=None)
@given(numbers)
def test_a_resident_is_found_by_id_address_and_ins(number: int) -> None:
    residents = Residents(5, TODAY, MOST_RESIDENTS)
    person = residents.person(number)

    assert residents.find(person.id) == person
    assert residents.by_email(person.email.upper()) == person
    assert residents.by_ins(person.ins.matricule) == person
    assert residents.number_of(person) == number


def test_twins_are_found_by_their_ins_too() -> None:
    second = [person for person in PEOPLE if int(person.ins.matricule[10:13]) > 930]

    assert second
    for person in second:
        first = PEOPLE[PEOPLE.index(person) - 1]
        assert (first.birthdate, first.birthplace) == (person.birthdate, person.birthplace)
        assert first.relations.parents == person.relations.parents
        assert THOUSAND.by_ins(person.ins.matricule) == person


@given(st.text(max_size=30) | st.from_regex(r"r-\d{6}|\w+\.r\d{1,6}@patients\.example|[12]\d{14}", fullmatch=True))
def test_what_is_nobodys_finds_nobody(text: str) -> None:
    for found in (THOUSAND.find(text), THOUSAND.by_email(text), THOUSAND.by_ins(text)):
        assert found is None or text.casefold() in (found.id, found.email, found.ins.matricule)


def test_no_such_person_is_found_although_the_key_is_right() -> None:
    matricule = PEOPLE[5].ins.matricule
    for place in ("44109", "99352", "2A004", "97411", "00000", "20004"):
        for order in ("000", "500", "931", "990", "999"):
            for month in ("00", "13", "20", "99"):
                assert THOUSAND.by_ins(with_key(f"{matricule[:3]}{month}{place}{order}")) is None


def test_an_ins_says_what_the_traits_say() -> None:
    for person in PEOPLE:
        matricule = person.ins.matricule
        assert person.ins == Ins(matricule, INS_NIR_TEST_OID)
        assert has_right_key(matricule)
        assert matricule[0] == ("2" if person.gender == "female" else "1")
        assert matricule[1:5] == person.birthdate[2:4] + person.birthdate[5:7]
        assert matricule[5:10] == person.birthplace
        assert person.birth_given_names[0] == person.given_name
        assert date.fromisoformat(person.birthdate) < TODAY.date()


def test_births_abroad_in_corsica_and_overseas_happen() -> None:
    places = [person.birthplace for person in PEOPLE]
    starts = Counter(place[:2] for place in places)

    assert starts["99"] > 10
    assert starts["97"] > 5
    assert starts["2A"] + starts["2B"] > 0
    assert Counter(map(origin_of, places)).keys() == {0, 1, 2}


def test_people_live_where_they_say_and_telephones_are_of_fiction() -> None:
    for person in PEOPLE:
        commune = COMMUNE_OF[person.address.commune]
        assert (person.address.city, person.address.department) == (commune.name, commune.department)
        assert person.address.postcode in commune.postcodes
        assert person.phone[:8] in {"+3363998", "+3326191", "+3353649", "+3335301"}
        assert len(person.phone) == 12
        assert person.email.endswith(".example")


def test_a_household_agrees_on_who_is_who() -> None:
    for person in PEOPLE:
        relations = person.relations
        household = THOUSAND.household(PEOPLE.index(person))
        assert person in household
        assert {one.address for one in household} == {person.address}
        assert {one.relations.household for one in household} == {relations.household}
        members = {one.id for one in household}
        assert {*relations.children, *relations.parents, *relations.guardians} <= members - {person.id}
        for child in relations.children:
            assert person.id in BY_ID[child].relations.parents
        for parent in relations.parents:
            assert person.id in BY_ID[parent].relations.children
        if relations.partner:
            assert BY_ID[relations.partner].relations.partner == person.id


def test_minors_have_guardians_and_adults_have_none() -> None:
    for person in PEOPLE:
        minor = age_on(date.fromisoformat(person.birthdate), TODAY.date()) < 18
        assert bool(person.relations.guardians) == minor
        assert all(age_on(born(guardian), TODAY.date()) >= 18 for guardian in person.relations.guardians)


def test_parents_are_old_enough_and_mothers_young_enough() -> None:
    for person in PEOPLE:
        for child in person.relations.children:
            age = age_on(date.fromisoformat(person.birthdate), born(child))
            assert age >= 17
            if person.gender == "female" and not BY_ID[child].relations.children:
                assert age <= 50, (person.id, child)


def test_siblings_are_twins_or_ten_months_apart() -> None:
    for person in PEOPLE:
        days = sorted(born(child) for child in person.relations.children)
        for one, following in pairwise(days):
            assert one == following or (following - one).days >= 300


def test_the_ages_are_those_of_a_country_like_france() -> None:
    residents = Residents(2, TODAY, MOST_RESIDENTS)
    people = [residents.person(number) for number in range(3000)]
    ages = [age_on(date.fromisoformat(person.birthdate), TODAY.date()) for person in people]

    def share(low: int, high: int) -> float:
        return sum(low <= age < high for age in ages) / len(ages)

    assert 0.17 < share(0, 18) < 0.26
    assert 0.50 < share(18, 65) < 0.65
    assert 0.17 < share(65, 75) + share(75, 110) < 0.27
    assert 0.05 < share(80, 110) < 0.12
    departments = Counter(person.address.department for person in people)
    assert departments["44"] > departments["80"] < departments["31"]
    assert 0.47 < sum(person.gender == "female" for person in people) / len(people) < 0.57


def test_names_change_at_marriage_and_shown_is_the_one_used() -> None:
    married = [person for person in PEOPLE if person.used_name]

    assert 20 < len(married) < 400
    for person in married:
        assert person.used_name != person.family_name
        assert person.name == f"{person.given_name} {person.used_name}"
