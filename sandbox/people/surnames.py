"""Which family names the members of a household bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from sandbox.people.births import Birth
from sandbox.people.generations import SURNAMES
from sandbox.people.households import HouseholdPlan

_OLDER_GENERATION: Final = 1965
_MARRIED: Final = 0.65


@dataclass(frozen=True)
class Surname:
    """The name at birth, and the one used in daily life where it differs (the partner's, taken at marriage)."""

    at_birth: str
    used: str | None = None

    @property
    def shown(self) -> str:
        """The name that people see."""
        return self.used or self.at_birth


def draw_surnames(plan: HouseholdPlan, births: Sequence[Birth], chance: Random) -> tuple[Surname, ...]:
    """Draw the names of a household in the order of its members."""
    names = chance.sample(SURNAMES, 3)
    heads = [Surname(name) for name in names[: plan.adults]]
    if {birth.gender for birth in births[: plan.adults]} == {"female", "male"} and chance.random() < _MARRIED:
        wife = next(place for place, birth in enumerate(births[:2]) if birth.gender == "female")
        takes = 0.9 if births[wife].born.year < _OLDER_GENERATION else 0.5
        if chance.random() < takes:
            heads[wife] = Surname(names[wife], names[1 - wife])
    elif plan.kind == "elder" and births[0].gender == "female" and chance.random() < _MARRIED:
        heads[0] = Surname(names[0], names[2])  # a widow
    children = Surname(_childrens_name(births[: plan.adults], names, chance))
    grandparent = Surname(names[0])
    if births[-1].gender == "female":
        grandparent = Surname(names[2], names[0])
    rest = plan.size - plan.adults - plan.children
    return (*heads, *[children] * plan.children, *[grandparent] * rest)


def _childrens_name(heads: Sequence[Birth], names: Sequence[str], chance: Random) -> str:
    father = next((name for head, name in zip(heads, names, strict=False) if head.gender == "male"), names[0])
    other = next((name for _head, name in zip(heads, names, strict=False) if name != father), father)
    drawn = chance.random()
    if drawn < 0.82 or other == father:  # noqa: PLR2004 - the share of children who bear the father's name
        return father
    single = all("-" not in name and " " not in name for name in (father, other))
    return f"{father}-{other}" if single and drawn < 0.93 else other  # noqa: PLR2004 - the share of double names
