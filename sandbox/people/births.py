"""When, where and as what the members of a household are born, children in accord with their parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox.people import birthplaces
from sandbox.people.civil_numbers import YEAR_CLASSES, Slot
from sandbox.people.households import HouseholdPlan
from sandbox.people.persona import Gender

_YEAR: Final = 365.25
_MAJORITY: Final = 18
_BETWEEN_SIBLINGS: Final = timedelta(days=320)
_SAME_SEX_COUPLES: Final = 0.02
_WOMEN_AMONG_ELDERS: Final = 0.7


@dataclass(frozen=True)
class Birth:
    """The birth of a resident; `slot` is what their number decides of it."""

    gender: Gender
    born: date
    birthplace: str
    slot: Slot

    def matricule_body(self, birthplace: str) -> str:
        """Return the thirteen characters of a matricule with that birthplace."""
        sex = "2" if self.gender == "female" else "1"
        return f"{sex}{self.born.year % 100:02d}{self.born.month:02d}{birthplace}{self.slot.order:03d}"


def draw_births(
    plan: HouseholdPlan, slots: Sequence[Slot], department: str, today: date, chance: Random
) -> tuple[Birth, ...]:
    """Draw the births of a household in the order of its members: adults, children from the eldest, a grandparent."""
    children = _children(plan, slots[plan.adults : plan.adults + plan.children], today, chance)
    adults = _adult_dates(plan, slots, children, today, chance)
    genders = _adult_genders(plan, chance)
    if plan.size > plan.adults + plan.children:
        eldest_parent = min(adults)
        born = _near(eldest_parent - timedelta(days=chance.uniform(23, 34) * _YEAR), slots[-1], chance, today)
        adults.append(born)
        genders.append("female" if chance.random() < _WOMEN_AMONG_ELDERS else "male")
    grown = [
        Birth(gender, born, _place(slot, department, born, today, chance), slot)
        for gender, born, slot in zip(genders, adults, (*slots[: plan.adults], *slots[-1:]), strict=False)
    ]
    return (*grown[: plan.adults], *_born_children(children, department, today, chance), *grown[plan.adults :])


def _adult_genders(plan: HouseholdPlan, chance: Random) -> list[Gender]:
    one: Gender
    if plan.adults == 1:
        women = {"elder": _WOMEN_AMONG_ELDERS, "single_parent": 0.82}.get(plan.kind, 0.48)
        return ["female" if chance.random() < women else "male"]
    one = "female" if chance.random() < 0.5 else "male"  # noqa: PLR2004 - evenly
    other: Gender = "male" if one == "female" else "female"
    return [one, one if chance.random() < _SAME_SEX_COUPLES else other]


def _adult_dates(
    plan: HouseholdPlan, slots: Sequence[Slot], children: Sequence[tuple[date, Slot]], today: date, chance: Random
) -> list[date]:
    if children:
        eldest, youngest = children[0][0], children[-1][0]
        # Two years of leeway on each side: the slot moves a birth by less than that.
        latest = eldest - timedelta(days=21 * _YEAR)
        earliest = max(youngest - timedelta(days=43 * _YEAR), eldest - timedelta(days=38 * _YEAR))
        first = earliest + (latest - earliest) * chance.betavariate(3, 2) if earliest < latest else latest
    else:
        first = today - timedelta(days=_age(plan, chance) * _YEAR)
    apart = max(-6.0, min(9.0, chance.gauss(0 if children else 2, 3)))
    dates = [first, first - timedelta(days=apart * _YEAR)][: plan.adults]
    # A companion never is younger than a grown-up, nor than a parent can be.
    bound = children[0][0] - timedelta(days=20 * _YEAR) if children else today - timedelta(days=18 * _YEAR + 1)
    return [_near(min(one, bound), slot, chance, bound) for one, slot in zip(dates, slots, strict=False)]


def _age(plan: HouseholdPlan, chance: Random) -> float:
    if plan.kind == "elder":
        return 66 + 34 * chance.betavariate(1.7, 2.6)
    if plan.kind == "retired_couple":
        return 64 + 28 * chance.betavariate(1.5, 2.6)
    # Before children come and after they have left; who lives alone may also be in between.
    spans = ((20, 34), (47, 66)) if plan.kind == "couple" else ((19, 35), (30, 50), (47, 66))
    return chance.uniform(*chance.choice(spans))


def _children(plan: HouseholdPlan, slots: Sequence[Slot], today: date, chance: Random) -> list[tuple[date, Slot]]:
    """Draw the children's births from the youngest upwards; the eldest comes first in the answer."""
    slots = list(_with_twins(slots))
    dates: list[tuple[date, Slot]] = []
    wanted = today - timedelta(days=chance.uniform(0.1, max(18.0 - 3 * (plan.children - 1), 6)) * _YEAR)
    for place in reversed(range(len(slots))):
        slot = slots[place]
        following = dates[-1] if dates else None
        if following and following[1].of_first_twin() == slot:
            born = following[0]
        else:
            latest = following[0] - _BETWEEN_SIBLINGS if following else today - timedelta(days=3)
            born = _near(wanted, slot, chance, latest)
        dates.append((born, slot))
        wanted = born - timedelta(days=chance.uniform(1.6, 4) * _YEAR)
    return dates[::-1]


def _with_twins(slots: Sequence[Slot]) -> Iterator[Slot]:
    twin: Slot | None = None
    for slot in slots:
        yield twin or slot
        twin = slot.of_twin() if twin is None and slot.may_have_twin else None


def _near(wanted: date, slot: Slot, chance: Random, latest: date) -> date:
    """Return the day nearest to the wanted one in the month and the class of years of a slot, `latest` at most."""
    day = chance.randrange(1, 29)
    dates = [date(wanted.year + years, slot.month, day) for years in range(-YEAR_CLASSES - 1, YEAR_CLASSES + 1)]
    fit = [one for one in dates if one.year % 100 % YEAR_CLASSES == slot.year_class and one <= latest]
    return min(fit, key=lambda one: abs(one - wanted))


def _born_children(
    children: Sequence[tuple[date, Slot]], department: str, today: date, chance: Random
) -> Iterator[Birth]:
    previous: Birth | None = None
    for born, slot in children:
        twin = previous if previous and slot.of_first_twin() == previous.slot else None
        place = twin.birthplace if twin else _place(slot, department, born, today, chance)
        previous = Birth("female" if chance.random() < 0.49 else "male", born, place, slot)  # noqa: PLR2004 - 105 boys
        yield previous


def _place(slot: Slot, department: str, born: date, today: date, chance: Random) -> str:
    young = (today - born).days < _MAJORITY * _YEAR
    return birthplaces.draw(slot.origin, department, born.year, young=young, chance=chance)
