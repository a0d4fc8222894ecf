"""A made-up person of the mock health space."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.json_value import JsonValue
from sandbox.people.address import Address
from sandbox.people.ins import Ins
from sandbox.people.measures import Measure

Gender = Literal["female", "male"]
Complementary = Literal["private", "solidarity", "none"]


@dataclass(frozen=True)
class Relations:
    """Who is who in a household, by persona id.

    Attributes:
        household: its id; those who share it share the address.
        partner: spouse or companion.
        children: of any age, living in the household.
        parents: those living in the household.
        guardians: who acts for a minor; nobody for an adult.
    """

    household: str
    partner: str | None = None
    children: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    guardians: tuple[str, ...] = ()


@dataclass(frozen=True)
class Insurance:
    """Rights: the fund of the Assurance Maladie, and who pays the rest (solidarity: Complémentaire santé solidaire)."""

    fund: str
    complementary: Complementary


@dataclass(frozen=True)
class Persona:
    """A synthetic person: traits, sign-in, INS, household; what their record holds is drawn apart, when asked.

    Attributes:
        family_name: the name at birth, a trait of the INS, as are `birth_given_names` (the first is `given_name`).
        used_name: the family name used in daily life where it is another one.
        birthplace: the INSEE code of a commune, or 99 and that of a country.
        measures: the weights and pressures with the canary, of people given out to a run; residents have none here.
        canary: maps a kind of measure to a value that nobody else in the run has, written with a point
            (`{"bodyweight": "61.37"}`): whoever sees it has seen this person's data.
        attending: the id of the attending physician.
    """

    id: str
    given_name: str
    family_name: str
    gender: Gender
    birthdate: str
    birthplace: str
    email: str
    password: str
    ins: Ins
    measures: tuple[Measure, ...]
    canary: Mapping[str, str]
    birth_given_names: tuple[str, ...]
    used_name: str | None
    address: Address
    phone: str
    relations: Relations
    insurance: Insurance
    attending: str

    @property
    def name(self) -> str:
        """The name as it is shown to people."""
        return f"{self.given_name} {self.used_name or self.family_name}"

    def coordinates(self) -> dict[str, JsonValue]:
        """Say in JSON what a driver must know to act as this person."""
        return {
            "id": self.id,
            "name": self.name,
            "email": self.email,
            "password": self.password,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birthdate": self.birthdate,
            "gender": self.gender,
            "birthplace": self.birthplace,
            "ins": {"system": self.ins.system, "value": self.ins.matricule},
            "canary": dict(self.canary),
        }
