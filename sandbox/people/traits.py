"""Traits that are drawn alike for everybody: further given names, rights, passwords."""

import hashlib
from random import Random

from sandbox.people.communes import DEPARTMENT_OF
from sandbox.people.names import FEMININE, MASCULINE
from sandbox.people.persona import Complementary, Gender, Insurance


def birth_given_names(first: str, gender: Gender, chance: Random) -> tuple[str, ...]:
    """Add up to two further given names to the first one, as a birth certificate has them."""
    others = [name for name in (FEMININE if gender == "female" else MASCULINE) if name != first]
    return (first, *chance.sample(others, chance.choices((0, 1, 2), (3, 4, 3))[0]))


def insurance(department: str, chance: Random) -> Insurance:
    """Draw the rights of somebody who lives in a department."""
    kinds: tuple[Complementary, ...] = ("private", "solidarity", "none")
    complementary = chance.choices(kinds, (85, 11, 4))[0]
    return Insurance(fund=f"CPAM {DEPARTMENT_OF[department].name}", complementary=complementary)


def password(seed: int, number: str) -> str:
    """Make up the password of the person of that number."""
    return f"Essai-{hashlib.sha256(f'{seed}/{number}'.encode()).hexdigest()[:12]}"
