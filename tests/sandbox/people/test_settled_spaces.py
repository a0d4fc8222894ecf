from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench

from sandbox.people.ins import INS_NIR_DEMO_OID
from sandbox.people.people import AlreadySettledError, People
from sandbox.people.residents import ResidentsOutOfRangeError

if TYPE_CHECKING:
    from pathlib import Path


def settled(residents: int = 100_000) -> People:
    people = Bench().space.part(People)
    people.settle(residents)
    return people


def test_a_space_of_a_hundred_thousand_finds_people_without_meeting_the_others() -> None:
    people = settled()
    everyone = people.everyone()
    person = everyone[99_999]

    assert len(everyone) == 100_000
    assert everyone[-1] == person == people.find(person.id)
    assert people.by_email(f"  {person.email.upper()} ") == person
    assert people.by_ins(person.ins) == person
    assert people.by_ins(replace(person.ins, oid=INS_NIR_DEMO_OID)) is None
    assert everyone[50_000:50_003] == tuple(everyone[place] for place in (50_000, 50_001, 50_002))
    with pytest.raises(IndexError):
        everyone[100_000]


def test_residents_and_people_given_out_live_side_by_side() -> None:
    people = settled(10)
    given_out = people.create()
    everyone = people.everyone()

    assert [person.id for person in everyone] == [given_out.id, *(f"r-{number:06d}" for number in range(10))]
    assert people.find(given_out.id) == given_out == people.by_ins(given_out.ins)
    assert people.household(given_out) == (given_out,)
    assert everyone[1] in people.household(everyone[1])
    assert people.other_than(everyone[1]) == given_out


def test_nobody_is_found_in_a_space_that_was_not_settled() -> None:
    people = Bench().space.part(People)
    resident = settled(10).everyone()[0]

    assert len(people.everyone()) == 0
    assert people.find(resident.id) is people.by_email(resident.email) is people.by_ins(resident.ins) is None
    assert people.other_than(resident) == people.stranger


def test_a_space_keeps_its_residents() -> None:
    people = settled(10)
    people.settle(10)

    with pytest.raises(AlreadySettledError):
        people.settle(11)
    with pytest.raises(ResidentsOutOfRangeError):
        Bench().space.part(People).settle(9)


def test_a_kept_space_meets_the_same_people_again(tmp_path: Path) -> None:
    first = Bench(state_dir=tmp_path).space.part(People)
    first.settle(50)
    given_out = first.create()
    again = Bench(state_dir=tmp_path).space.part(People)

    assert list(again.everyone()) == list(first.everyone())
    assert again.find(given_out.id) == given_out
    resident = first.everyone()[7]
    assert again.record(resident) == first.record(resident)


def test_the_journal_never_has_a_residents_password() -> None:
    bench = Bench()
    people = bench.space.part(People)
    people.settle(20)
    person = people.everyone()[3]

    people.by_email(person.email)
    assert ("password", person.password) in bench.notebook.secrets


def test_a_record_and_its_reminders_are_drawn_when_asked() -> None:
    people = settled(100)
    person = people.everyone()[0]

    assert people.record(person) is people.record(person)
    assert people.record(person).measures
    found = people.reminders(person, people.began.date())
    assert all(one.until >= people.began.date() for one in found)


def test_the_physicians_of_residents_practise_in_the_directory() -> None:
    people = settled(5000)

    for place in range(0, 5000, 97):
        person = people.everyone()[place]
        physician = people.directory.find(person.attending)
        assert physician is not None
        assert physician.specialty == "general_practitioner"
        assert physician.organization.address.department == person.address.department


def test_many_threads_meet_the_same_people() -> None:
    people = settled()
    wanted = [f"r-{number * 37 % 400:06d}" for number in range(600)]

    def meet(persona_id: str) -> tuple[str, int]:
        person = people.find(persona_id)
        assert person is not None
        assert people.by_ins(person.ins) == person
        return person.email, len(people.record(person).measures)

    with ThreadPoolExecutor(8) as threads:
        created = [threads.submit(people.create) for _ in range(40)]
        met = dict(zip(wanted, threads.map(meet, wanted), strict=True))
    alone = settled()
    for persona_id, (email, measures) in list(met.items())[::20]:
        person = alone.find(persona_id)
        assert person is not None
        assert (email, measures) == (person.email, len(alone.record(person).measures))
    assert len({one.result().id for one in created}) == 40
