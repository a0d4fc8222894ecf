"""Who gets which part of an INS, so that no two residents of a seed share one and each leads back to its person.

A matricule holds a month of birth, a year of two digits, a birthplace and an order number. Residents are numbered; a
permutation drawn from the seed sends each number to its own combination of month, year modulo 3, origin (one of three
disjoint sets of birthplaces) and order number. The year, place and sex are then drawn freely within those bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from random import Random
from typing import Final

_MONTHS: Final = 12
YEAR_CLASSES: Final = 3
ORIGINS: Final = 3
_ORDERS: Final = 930  # 931 to 990 are kept for second twins, who share everything else with the first
_TWIN_EVERY: Final = 32
_LEFT: Final = 310
_RIGHT: Final = 324
_ROUNDS: Final = 4
CAPACITY: Final = _LEFT * _RIGHT  # = _MONTHS * YEAR_CLASSES * ORIGINS * _ORDERS
MOST_RESIDENTS: Final = 100_000


@dataclass(frozen=True)
class Slot:
    """What a resident's number decides of their INS: month, year of two digits modulo 3, origin and order number."""

    month: int
    year_class: int
    origin: int
    order: int

    @property
    def may_have_twin(self) -> bool:
        """Whether the next child of the household is born on the same day."""
        return self.order <= _ORDERS and (self.order - 1) % _TWIN_EVERY == 0

    def of_twin(self) -> "Slot":
        """Return the slot of the second twin: the next order number that is kept for such."""
        return Slot(self.month, self.year_class, self.origin, _ORDERS + 1 + (self.order - 1) // _TWIN_EVERY)

    def of_first_twin(self) -> "Slot | None":
        """Return the slot of the first twin, if this is that of a second one."""
        if self.order <= _ORDERS:
            return None
        return Slot(self.month, self.year_class, self.origin, (self.order - _ORDERS - 1) * _TWIN_EVERY + 1)


@dataclass(frozen=True)
class CivilNumbers:
    """The permutation of one seed: a Feistel network over pairs, as many as there are slots."""

    seed: int

    def slot(self, number: int) -> Slot:
        """Return the slot of a resident's number."""
        left, right = divmod(number, _RIGHT)
        for shift_left, shift_right in self._rounds:
            left = (left + shift_left[right]) % _LEFT
            right = (right + shift_right[left]) % _RIGHT
        rest, month = divmod(left * _RIGHT + right, _MONTHS)
        rest, year_class = divmod(rest, YEAR_CLASSES)
        order, origin = divmod(rest, ORIGINS)
        return Slot(month + 1, year_class, origin, order + 1)

    def number(self, slot: Slot) -> int | None:
        """Return the number whose slot this is, None outside the range of residents."""
        place = (((slot.order - 1) * ORIGINS + slot.origin) * YEAR_CLASSES + slot.year_class) * _MONTHS + slot.month - 1
        if not 0 <= place < CAPACITY or not 1 <= slot.month <= _MONTHS:
            return None
        left, right = divmod(place, _RIGHT)
        for shift_left, shift_right in reversed(self._rounds):
            right = (right - shift_right[left]) % _RIGHT
            left = (left - shift_left[right]) % _LEFT
        return left * _RIGHT + right

    def of_births(self, day: date) -> Iterator[int]:
        """Give the numbers of those who may be born on a day; second twins have the number after their first."""
        year_class = day.year % 100 % YEAR_CLASSES
        for origin, order in product(range(ORIGINS), range(1, _ORDERS + 1)):
            slot = Slot(day.month, year_class, origin, order)
            number = self.number(slot)
            if number is not None:
                yield from (number, number + 1) if slot.may_have_twin else (number,)

    @cached_property
    def _rounds(self) -> tuple[tuple[list[int], list[int]], ...]:
        chance = Random(f"civil numbers/{self.seed}")  # noqa: S311 - made-up people, not secrets
        return tuple(
            (chance.choices(range(_LEFT), k=_RIGHT), chance.choices(range(_RIGHT), k=_LEFT)) for _ in range(_ROUNDS)
        )
