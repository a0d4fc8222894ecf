"""Who is a minor, by the clock of the space: guardianship ends at once on the birthday."""

from dataclasses import dataclass
from datetime import date

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.kept_rows import KeptRows
from sandbox.people.age import age_on
from sandbox.people.persona import Persona
from sandbox.spaces import Space


@dataclass(frozen=True)
class _CameOfAge:
    at: float  # seconds since 1970


class Majority:
    """Who came of age in a space: by their age, or because whoever plays had them do so before time."""

    def __init__(self, space: Space) -> None:
        self._clock = space.part(Clock)
        self._early = KeptRows(space, "came_of_age.json", _CameOfAge)

    def is_minor(self, persona: Persona) -> bool:
        """Tell whether somebody acts for a person: they are too young, and a guardian is there."""
        if not persona.relations.guardians or self._early.get(persona.id) is not None:
            return False
        return age_on(date.fromisoformat(persona.birthdate), self._clock.today().date()) < inferred().holder.majority

    def come_of_age(self, persona: Persona) -> bool:
        """Let a minor be of age from now on; tell whether that changed anything."""
        if not self.is_minor(persona):
            return False
        self._early.put(persona.id, _CameOfAge(self._clock.now()))
        return True
