from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench

from sandbox.people.ins import INS_NIR_TEST_OID, has_right_key
from sandbox.people.measures import BloodPressure, BodyWeight
from sandbox.people.people import People
from sandbox.people.population import CAPACITY, STRIDE, Population, PopulationExhaustedError

if TYPE_CHECKING:
    from sandbox.people.persona import Persona

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
PARTS = [Population(7, TODAY, part) for part in range(STRIDE)]


@cache
def everyone() -> list[Persona]:
    """All who can live in one space at a time."""
    return [population.person(index) for population in PARTS for index in range(CAPACITY // STRIDE)]


def test_the_same_seed_gives_the_same_people() -> None:
    assert Population(7, TODAY, 3).person(5) == Population(7, TODAY, 3).person(5)
    assert Population(7, TODAY, 3).person(5) != Population(8, TODAY, 3).person(5)


def test_nobody_shares_name_address_or_canary() -> None:
    for shared in ("id", "name", "email", "password"):
        assert len({getattr(person, shared) for person in everyone()}) == len(everyone())
    assert len({person.canary["bodyweight"] for person in everyone()}) == len(everyone())


def test_no_name_hides_in_another() -> None:
    """A page is searched for names: who is called like the beginning of somebody else would be seen everywhere."""
    names = sorted(person.name for person in everyone())

    assert [one for one, following in itertools.pairwise(names) if following.startswith(one)] == []


def test_a_canary_looks_like_no_other_weight() -> None:
    canaries = {person.canary["bodyweight"] for person in everyone()}
    weights = [one for person in everyone() for one in person.measures if isinstance(one, BodyWeight)]

    others = [weight.value for weight in weights if str(weight.value) not in canaries]
    assert len(others) == 2 * len(everyone())
    assert all(value == value.quantize(Decimal("0.1")) for value in others)
    assert all(canary[-1] != "0" and len(canary) == 5 for canary in canaries)


def test_every_third_name_has_an_apostrophe_an_accent_or_a_hyphen() -> None:
    population = Population(7, TODAY)

    for index in range(30):
        marked = not (name := population.person(index).family_name).isascii() or "'" in name or "-" in name
        assert marked == ((STRIDE * index) % 3 == 2)


def test_everybody_has_a_test_matricule_with_the_right_key() -> None:
    for person in everyone():
        matricule = person.ins.matricule
        assert has_right_key(matricule)
        assert person.ins.oid == INS_NIR_TEST_OID
        assert matricule[0] == ("2" if person.gender == "female" else "1")
        assert matricule[1:5] == person.birthdate[2:4] + person.birthdate[5:7]
        assert matricule[5:10] == person.birthplace


def test_a_history_has_three_weights_and_two_pressures_on_distinct_days() -> None:
    for person in everyone()[:100]:
        kinds = [type(one) for one in person.measures]
        assert (kinds.count(BodyWeight), kinds.count(BloodPressure)) == (3, 2)
        assert len({one.taken.date() for one in person.measures}) == 5
        latest = max((one for one in person.measures if isinstance(one, BodyWeight)), key=lambda one: one.taken)
        assert str(latest.value) == person.canary["bodyweight"]
        assert latest.taken < TODAY


def test_a_part_of_the_population_ends() -> None:
    with pytest.raises(PopulationExhaustedError):
        Population(7, TODAY).person(CAPACITY)


def test_a_space_without_others_beside_it_gives_out_everybody_once() -> None:
    everybody = [
        Population(seed=7, today=TODAY, part=5, alone=True).person(index)
        for index in range(0, CAPACITY // STRIDE * STRIDE, 167)
    ]
    numbers = {Population(7, TODAY, 5, alone=True)._number(index) for index in range(CAPACITY // STRIDE * STRIDE)}

    assert len(numbers) == CAPACITY // STRIDE * STRIDE
    assert len({one.canary["bodyweight"] for one in everybody}) == len(everybody)
    with pytest.raises(PopulationExhaustedError):
        Population(7, TODAY, 5, alone=True).person(CAPACITY // STRIDE * STRIDE)


def test_a_space_gives_out_people_it_then_knows() -> None:
    people = Bench().space.part(People)
    one, two = people.create(), people.create()

    assert one != two
    assert people.find(one.id) == one
    assert people.by_email(f" {one.email.upper()} ") == one
    assert people.by_email("") is None
    assert people.other_than(one) == two
    assert people.other_than(two) == one
    assert people.stranger not in (one, two)


def test_the_only_person_has_a_stranger_for_other() -> None:
    people = Bench().space.part(People)

    assert people.other_than(people.create()) == people.stranger


def test_the_people_of_a_run_stay_who_they_were() -> None:
    """Transcripts that were kept name them: what is added to a person must not change who they are."""
    person = Population(7, TODAY, 3).person(5)

    assert (person.id, person.name, person.birthdate, person.ins.matricule, person.canary["bodyweight"]) == (
        "p-0163",
        "Rose Fabre",
        "1957-05-31",
        "257053155516403",
        "56.66",
    )
