from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.people.age import age_on, birthday, months_on
from sandbox.people.population import Population
from sandbox.people.reminder_rules import rules
from sandbox.people.reminders import Reminder, reminders

if TYPE_CHECKING:
    from sandbox.people.persona import Gender, Persona

TODAY = date(2026, 11, 27)
SOMEBODY = Population(7, datetime(2026, 11, 27, tzinfo=UTC)).person(1)


def aged(years: int, months: int = 0, gender: Gender = "female") -> Persona:
    return replace(SOMEBODY, birthdate=birthday(TODAY, -years, -months).isoformat(), gender=gender)


def due(persona: Persona, day: date = TODAY, **done: list[date]) -> dict[str, Reminder]:
    named = {rule.replace("_", "-"): days for rule, days in done.items()}
    return {one.rule.id: one for one in reminders(persona, named, day)}


@pytest.mark.parametrize(
    ("rule", "ages", "others"),
    [
        ("hexavalent", [(0, 2), (1, 0), (2, 11)], [(3, 0), (0, 0)]),
        ("rotavirus", [(0, 2), (0, 5)], [(0, 6), (1, 0)]),
        ("papillomavirus", [(11, 0), (14, 11)], [(10, 9), (15, 0)]),
        ("meningococcal-acwy-teenager", [(11, 0), (14, 11)], [(15, 0), (40, 0)]),
        ("tetanus-booster", [(25, 0), (44, 0), (65, 0), (90, 0)], [(24, 9), (12, 0)]),
        ("influenza", [(65, 0), (90, 0)], [(64, 6), (30, 0)]),
        ("zoster", [(65, 0), (90, 0)], [(64, 6)]),
        ("breast-cancer", [(50, 0), (74, 11)], [(49, 9), (75, 0)]),
        ("colorectal-cancer", [(50, 0), (74, 11)], [(49, 9), (75, 0)]),
        ("cervical-cancer", [(25, 0), (65, 11)], [(24, 9), (66, 0)]),
        ("prevention-check-up", [(18, 0), (25, 11), (45, 0), (60, 0), (75, 11)], [(17, 9), (30, 0), (52, 0), (76, 0)]),
        ("teeth", [(3, 0), (6, 0), (24, 11)], [(4, 6), (25, 0)]),
    ],
)
def test_a_rule_speaks_at_its_ages_and_is_silent_at_others(
    rule: str, ages: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    assert all(rule in due(aged(*age)) for age in ages)
    assert not any(rule in due(aged(*age)) for age in others)


@pytest.mark.parametrize("rule", ["breast-cancer", "cervical-cancer"])
def test_screenings_of_women_are_for_women(rule: str) -> None:
    assert rule in due(aged(55))
    assert rule not in due(aged(55, gender="male"))
    assert "colorectal-cancer" in due(aged(55, gender="male"))


def test_what_was_done_is_not_asked_again_until_it_is_time() -> None:
    woman = aged(60)
    done = TODAY - timedelta(days=400)

    assert "breast-cancer" not in due(woman, breast_cancer=[done])
    again = due(woman, birthday(done, 2), breast_cancer=[done])["breast-cancer"]
    assert (again.due, again.last, again.status, again.dose) == (birthday(done, 2), done, "due", 2)


def test_cervical_screening_is_every_three_then_every_five_years() -> None:
    young, older = aged(28), aged(40)

    assert "cervical-cancer" in due(young, cervical_cancer=[birthday(TODAY, -3)])
    assert "cervical-cancer" not in due(older, cervical_cancer=[birthday(TODAY, -3)])
    assert "cervical-cancer" in due(older, cervical_cancer=[birthday(TODAY, -5)])


def test_infants_get_their_doses_one_after_the_other() -> None:
    infant = aged(0, 5)
    two_months = birthday(date.fromisoformat(infant.birthdate), 0, 2)

    assert due(infant)["hexavalent"].dose == 1
    second = due(infant, hexavalent=[two_months])["hexavalent"]
    assert (second.dose, second.due) == (2, birthday(two_months, 0, 2))
    assert "hexavalent" not in due(infant, hexavalent=[two_months, birthday(two_months, 0, 2)])


def test_who_began_late_keeps_the_interval() -> None:
    elderly = aged(80)

    first = TODAY - timedelta(days=30)
    assert due(elderly, zoster=[first])["zoster"].due == birthday(first, 0, 2)


def test_influenza_is_asked_each_season_and_announced_before_it() -> None:
    elderly = aged(80)

    assert due(elderly)["influenza"].status == "due"
    assert "influenza" not in due(elderly, influenza=[date(2026, 10, 20)])
    assert "influenza" in due(elderly, influenza=[date(2025, 10, 20)])
    assert "influenza" in due(elderly, date(2027, 1, 31))
    assert "influenza" not in due(elderly, date(2027, 2, 1))
    assert due(elderly, date(2027, 9, 1), influenza=[date(2026, 10, 20)])["influenza"].status == "coming"


def test_a_booster_shortly_before_its_age_counts() -> None:
    person = aged(45)

    assert "tetanus-booster" not in due(person, tetanus_booster=[birthday(TODAY, -1)])
    assert "tetanus-booster" in due(person, tetanus_booster=[birthday(TODAY, -3)])


def test_what_is_done_after_the_day_does_not_count() -> None:
    assert "breast-cancer" in due(aged(60), breast_cancer=[TODAY + timedelta(days=1)])


def test_who_is_long_due_is_late() -> None:
    assert due(aged(51))["colorectal-cancer"].status == "late"
    assert due(aged(50, 1))["colorectal-cancer"].status == "due"
    assert due(aged(49, 11))["colorectal-cancer"].status == "coming"


def test_every_rule_says_why_in_two_languages_whom_to_see_and_where_it_comes_from() -> None:
    for rule in rules().values():
        assert all((rule.title.fr, rule.title.en, rule.why.fr, rule.why.en, rule.source))
        assert rule.see in {"general_practitioner", "pharmacist", "radiologist", "midwife", "dentist"}
        assert (rule.vaccine is not None) == (rule.kind == "vaccination")


def test_those_born_on_29_february_have_birthdays_too() -> None:
    born = date(2024, 2, 29)

    assert birthday(born, 1) == date(2025, 2, 28)
    assert birthday(born, 4) == date(2028, 2, 29)
    assert birthday(date(2025, 12, 31), 0, 2) == date(2026, 2, 28)
    assert (age_on(born, date(2025, 2, 28)), age_on(born, date(2025, 3, 1))) == (0, 1)
    assert (months_on(born, date(2024, 3, 28)), months_on(born, date(2024, 3, 29))) == (0, 1)
