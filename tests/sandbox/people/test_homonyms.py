"""People who share birth name, first given name, sex and day of birth: INSi needs more to tell them apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench

from sandbox.desk import SpaceDesk
from sandbox.people.ins import has_right_key
from sandbox.people.people import People
from sandbox.people.population import CAPACITY, STRIDE, Population

if TYPE_CHECKING:
    from pathlib import Path


def test_homonyms_share_four_traits_and_nothing_else() -> None:
    people = Bench().space.part(People)
    first = people.create()
    second = people.create(homonym_of=first)

    for trait in ("family_name", "given_name", "gender", "birthdate", "name"):
        assert getattr(first, trait) == getattr(second, trait)
    for own in ("id", "birthplace", "email", "password", "ins", "canary", "birth_given_names"):
        assert getattr(first, own) != getattr(second, own)
    assert has_right_key(second.ins.matricule)
    assert second.ins.matricule[:5] == first.ins.matricule[:5]
    assert second.ins.matricule[5:10] == second.birthplace
    assert people.by_ins(second.ins) == people.by_email(second.email) == people.find(second.id) == second
    assert people.by_ins(first.ins) == first


def test_a_standing_space_meets_its_homonyms_again(tmp_path: Path) -> None:
    people = Bench(state_dir=tmp_path).space.part(People)
    people.settle(40)
    resident = people.everyone()[0]
    people.create()
    met = [people.create(homonym_of=resident), people.create(), people.create(homonym_of=resident)]

    again = Bench(state_dir=tmp_path).space.part(People)

    assert [again.find(one.id) for one in met] == met
    assert len({one.ins for one in met} | {resident.ins}) == 4


def test_no_two_homonyms_share_an_ins() -> None:
    population = Population(7, Bench().clock.today())
    first = population.person(1)

    seen = {population.homonym(index, first).ins.matricule for index in range(2, CAPACITY // STRIDE)}

    assert len(seen) == CAPACITY // STRIDE - 2
    assert not any(population.has_matricule_body(matricule[:13]) for matricule in seen)


def test_everybody_born_on_a_day_is_found() -> None:
    people = Bench().space.part(People)
    people.settle(2000)
    given_out = people.create()
    everyone = list(people.everyone())
    for day in [*sorted({one.birthdate for one in everyone})[::40], given_out.birthdate]:
        born = list(people.born_on(date.fromisoformat(day)))
        assert sorted(one.id for one in born) == sorted(one.id for one in everyone if one.birthdate == day)
    twins = [one for one in everyone if [other.birthdate for other in people.household(one)].count(one.birthdate) > 1]
    assert twins
    assert all(one in people.born_on(date.fromisoformat(one.birthdate)) for one in twins)


def test_the_desk_gives_out_homonyms() -> None:
    bench = Bench()
    first = bench.persona()

    told = SpaceDesk().create_persona(bench.space, homonym_of=first.id)

    assert told["name"] == first.name
    with pytest.raises(LookupError, match="nobody here has the id 'p-9999'"):
        SpaceDesk().create_persona(bench.space, homonym_of="p-9999")
