"""A made-up person of the mock health space."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.json_value import JsonValue
from sandbox.people.ins import Ins
from sandbox.people.measures import Measure

Gender = Literal["female", "male"]


@dataclass(frozen=True)
class Persona:
    """A synthetic person: traits, sign-in, INS, the history of their measures.

    `canary` maps a kind of measure to a value that nobody else in the run has, written with a point
    (`{"bodyweight": "61.37"}`): whoever sees it has seen this person's data.
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

    @property
    def name(self) -> str:
        """The name as it is shown to people."""
        return f"{self.given_name} {self.family_name}"

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
