"""Who lives with whom: residents are numbered street by street, and each street is shared out into households."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final, Literal

STREET: Final = 20  # people
HouseholdKind = Literal["family", "three_generations", "single_parent", "couple", "retired_couple", "alone", "elder"]
_WEIGHTS: Final[dict[HouseholdKind, int]] = {
    "family": 7,
    "three_generations": 2,
    "single_parent": 9,
    "couple": 22,
    "retired_couple": 6,
    "alone": 35,
    "elder": 17,
}
_CHILDREN: Final = ((1, 2, 3, 4), (38, 43, 15, 4))
_ADULTS: Final[dict[HouseholdKind, int]] = {
    "family": 2,
    "three_generations": 2,
    "single_parent": 1,
    "couple": 2,
    "retired_couple": 2,
    "alone": 1,
    "elder": 1,
}
_WITH_CHILDREN: Final = frozenset({"family", "three_generations", "single_parent"})


@dataclass(frozen=True)
class HouseholdPlan:
    """A household before anyone in it has a face: the number of its first member, its kind, how many children."""

    first: int
    kind: HouseholdKind
    children: int

    @property
    def adults(self) -> int:
        """How many adults head it."""
        return _ADULTS[self.kind]

    @property
    def size(self) -> int:
        """How many live in it: the adults, then the children, then a grandparent."""
        return _ADULTS[self.kind] + self.children + (self.kind == "three_generations")


def household_with(seed: int, residents: int, number: int) -> HouseholdPlan:
    """Return the household that a resident lives in."""
    street = number // STREET
    plans = _street(seed, street, min(STREET, residents - street * STREET))
    return next(plan for plan in plans if number < plan.first + plan.size)


@lru_cache(maxsize=512)
def _street(seed: int, street: int, people: int) -> tuple[HouseholdPlan, ...]:
    """Share a street out. Every street has a family and a retired couple, so that ten people are a small world too."""
    chance = Random(f"street/{seed}/{street}")  # noqa: S311 - made-up people, not secrets
    plans: list[HouseholdPlan] = []
    first, left = street * STREET, people
    wanted: list[HouseholdKind] = ["family", "retired_couple"]
    while left:
        kind = wanted.pop(0) if wanted else chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        children = chance.choices(*_CHILDREN)[0] if kind in _WITH_CHILDREN else 0
        plan = HouseholdPlan(first, kind, children)
        if plan.size > left:
            plan = HouseholdPlan(first, chance.choice(("alone", "elder")), 0)
        plans.append(plan)
        first, left = first + plan.size, left - plan.size
    return tuple(plans)
