"""Where a person lives or a professional works, and the telephone numbers that nobody has."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Final

from sandbox.people.communes import DEPARTMENT_OF, Commune, communes_of

_MOBILE_OF_FICTION: Final = "63998"  # ARCEP: 06 39 98 xx xx, like the prefixes of the departments
_STREETS: Final = (
    "rue des Tilleuls", "rue de l'Église", "rue du Moulin", "allée des Érables", "rue des Écoles", "place du Marché",
    "chemin des Vignes", "rue de la Fontaine", "avenue de la Gare", "impasse des Lilas", "rue du Stade",
    "rue des Jardins", "allée du Lavoir", "rue Basse", "rue Haute", "boulevard des Platanes", "square des Acacias",
    "rue de la Forge", "chemin du Halage", "rue des Peupliers", "rue du Pré-Vert", "allée des Mésanges",
    "rue de la Mairie", "quai des Mariniers", "rue du Four", "chemin de la Croix", "rue des Bleuets",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A postal address in France; `commune` is the INSEE code of `city`, `department` its two digits."""

    line: str
    postcode: str
    city: str
    commune: str
    department: str


def address_in(commune: Commune, chance: Random) -> Address:
    """Make up an address in a commune; the street may not exist there."""
    line = f"{chance.randrange(1, 120)} {chance.choice(_STREETS)}"
    return Address(line, chance.choice(commune.postcodes), commune.name, commune.code, commune.department)


def commune_in(department: str, chance: Random) -> Commune:
    """Draw a commune of a department, the larger the likelier."""
    return chance.choices(communes_of(department), cum_weights=_weights(department))[0]


@cache
def _weights(department: str) -> list[int]:
    return list(accumulate(commune.hundreds for commune in communes_of(department)))


def landline_in(department: str, chance: Random) -> str:
    """Make up a landline number of the range that the numbering plan keeps for fiction (E.164)."""
    return f"+33{DEPARTMENT_OF[department].fiction_prefix}{chance.randrange(10_000):04d}"


def mobile(chance: Random) -> str:
    """Make up a mobile number of the range that the numbering plan keeps for fiction (E.164)."""
    return f"+33{_MOBILE_OF_FICTION}{chance.randrange(10_000):04d}"
