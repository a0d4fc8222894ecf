"""Who is who in a household."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sandbox.people.age import age_on
from sandbox.people.households import HouseholdPlan
from sandbox.people.persona import Relations

_MAJORITY: Final = 18


def resident_id(number: int) -> str:
    """Return the persona id of a resident's number."""
    return f"r-{number:06d}"


def relations(plan: HouseholdPlan, place: int, births: Sequence[date], today: date) -> Relations:
    """Tell whose partner, child, parent and ward a member is; the grandparent is the first adult's parent."""
    ids = [resident_id(plan.first + one) for one in range(plan.size)]
    heads, children = ids[: plan.adults], ids[plan.adults : plan.adults + plan.children]
    grandparents = ids[plan.adults + plan.children :]
    household = f"h-r{plan.first:06d}"
    me = ids[place]
    if me in heads:
        partner = next((one for one in heads if one != me), None)
        return Relations(household, partner, tuple(children), tuple(grandparents if place == 0 else ()))
    if me in children:
        guardians = heads if age_on(births[place], today) < _MAJORITY else []
        return Relations(household, parents=tuple(heads), guardians=tuple(guardians))
    return Relations(household, children=(ids[0],))
