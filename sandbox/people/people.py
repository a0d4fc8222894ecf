"""The people of one space."""

import re
from datetime import datetime

from sandbox.clock import Clock
from sandbox.json_reading import text_at
from sandbox.kept_file import keep, kept
from sandbox.people.persona import Persona
from sandbox.people.population import Population
from sandbox.spaces import Space

_NUMBER_AT_THE_END = re.compile(r"\d{1,6}\Z")
_FILE = "people.json"


class People:
    """Who lives in a space: the people given out so far, and one stranger whom nobody ever signs in as.

    A space with a folder remembers how many people it gave out and when it began: that is enough to meet them again.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._file = space.state_dir / _FILE if space.state_dir else None
        state = kept(self._file, {}) if self._file else {}
        began = text_at(state, "began") or space.part(Clock).today().replace(microsecond=0).isoformat()
        number = _NUMBER_AT_THE_END.search(space.id)  # spaces of one run are s1, s2, ...: each draws from its own part
        self._population = Population(
            space.seed, datetime.fromisoformat(began), part=int(number.group()) if number else 0
        )
        self.stranger = self._population.person(0)
        self._known: dict[str, Persona] = {}
        given_out = state.get("given_out") if isinstance(state, dict) else 0
        for _ in range(given_out if isinstance(given_out, int) else 0):
            self._meet_next()

    def create(self) -> Persona:
        """Give out the next person.

        Raises:
            PopulationExhaustedError: no one is left.
        """
        with self._space.lock:
            persona = self._meet_next()
            self._keep()
        return persona

    def everyone(self) -> tuple[Persona, ...]:
        """Return the people given out so far, in order."""
        return tuple(self._known.values())

    def find(self, persona_id: str | None) -> Persona | None:
        """Return the person of that id, if given out."""
        return self._known.get(persona_id or "")

    def by_email(self, email: str) -> Persona | None:
        """Return the person who signs in with that address, whatever its case."""
        wanted = email.strip().casefold()
        return next((persona for persona in list(self._known.values()) if persona.email.casefold() == wanted), None)

    def other_than(self, persona: Persona) -> Persona:
        """Return somebody else of the space: the person given out just before or after, else the stranger."""
        everyone = list(self._known.values())
        place = everyone.index(persona) if persona in everyone else 0
        return next((other for other in (everyone[place - 1], *everyone) if other != persona), self.stranger)

    def _meet_next(self) -> Persona:
        persona = self._population.person(len(self._known) + 1)
        self._known[persona.id] = persona
        self._space.vault.keep("password", persona.password)
        return persona

    def _keep(self) -> None:
        if self._file is not None:
            keep(self._file, {"given_out": len(self._known), "began": self._population.today.isoformat()})
