"""The people of one space: residents, those given out so far, and the professionals who care for them."""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from threading import Lock
from typing import cast, overload

from sandbox.clock import Clock
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.kept_file import keep, kept
from sandbox.people.directory import Directory
from sandbox.people.history.record import history
from sandbox.people.ins import INS_NIR_TEST_OID, Ins
from sandbox.people.persona import Persona
from sandbox.people.population import Population
from sandbox.people.record import Record
from sandbox.people.reminders import Reminder, done_dates, reminders
from sandbox.people.residents import Residents
from sandbox.spaces import Space

_NUMBER_AT_THE_END = re.compile(r"\d{1,6}\Z")
_FILE = "people.json"
_RECORDS_AT_HAND = 256


class AlreadySettledError(ValueError):
    """A space keeps the residents it was settled with: another number would bring other people."""


class Everyone(Sequence[Persona]):
    """People in order, those given out first; residents are made up as one comes to them, never all at once."""

    def __init__(self, given_out: Sequence[Persona], residents: Residents | None) -> None:
        self._given_out = tuple(given_out)
        self._residents = residents

    def __len__(self) -> int:
        return len(self._given_out) + (len(self._residents) if self._residents else 0)

    @overload
    def __getitem__(self, place: int) -> Persona: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Persona, ...]: ...
    def __getitem__(self, place: int | slice) -> Persona | tuple[Persona, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        place = range(len(self))[place]  # counts from the end when negative, refuses what is out of range
        here = len(self._given_out)
        if place < here or self._residents is None:
            return self._given_out[place]
        return self._residents.person(place - here)


class People:
    """Who lives in a space: its residents, the people given out so far, and one stranger whom nobody ever signs in as.

    A space with a folder remembers how many residents it has, how many people it gave out and when it began: that is
    enough to meet them again. Residents and the others share no id, e-mail address or INS.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._file = space.state_dir / _FILE if space.state_dir else None
        state = kept(self._file, {}) if self._file else {}
        began = text_at(state, "began") or space.part(Clock).today().replace(microsecond=0).isoformat()
        number = _NUMBER_AT_THE_END.search(space.id)  # spaces of one run are s1, s2, ...: each draws from its own part
        self._population = Population(
            space.seed,
            datetime.fromisoformat(began),
            part=int(number.group()) if number else 0,
            alone=space.state_dir is not None,  # a standing space, which has no others beside it
        )
        self.stranger = self._population.person(0)
        self._known: dict[str, Persona] = {}
        self._residents: Residents | None = None
        self._records: OrderedDict[str, Record] = OrderedDict()
        self._records_lock = Lock()
        if settled := _count_at(state, "residents"):
            self._residents = self._resident_population(settled)
        self._homonyms: dict[str, str] = {}  # who was given out as the homonym of whom
        told = object_at(state, "homonyms")
        for index in range(_count_at(state, "given_out")):
            self._meet_next(self.find(text_at(told, self._population.person(index + 1).id)))

    @property
    def directory(self) -> Directory:
        """The professionals who care for the people of the space."""
        return Directory(self._space.seed, len(self._residents) if self._residents else 0)

    @property
    def began(self) -> datetime:
        """When the space began: histories lead up to that moment, ages count from that day."""
        return self._population.today

    def settle(self, residents: int) -> None:
        """Let 10 to 100,000 residents live in the space; nobody is made up before they are asked for.

        Raises:
            ResidentsOutOfRangeError: fewer or more cannot.
            AlreadySettledError: another number of people lives here.
        """
        with self._space.lock:
            if self._residents is not None and len(self._residents) != residents:
                raise AlreadySettledError(f"{len(self._residents)} people live in the space, so {residents} cannot")
            self._residents = self._resident_population(residents)
            self._keep()

    @property
    def residents(self) -> int:
        """How many residents live here."""
        return len(self._residents) if self._residents else 0

    def create(self, homonym_of: Persona | None = None) -> Persona:
        """Give out the next person; as a homonym, with the birth name, first given name, sex and birth of another.

        Raises:
            PopulationExhaustedError: no one is left.
        """
        with self._space.lock:
            persona = self._meet_next(homonym_of)
            self._keep()
        return persona

    def born_on(self, day: date) -> Iterator[Persona]:
        """Give everybody of the space who was born on a day."""
        yield from (one for one in list(self._known.values()) if one.birthdate == day.isoformat())
        if self._residents is not None:
            yield from self._residents.born_on(day)

    def everyone(self) -> Everyone:
        """Return the people given out so far, in order, and the residents after them."""
        return Everyone(list(self._known.values()), self._residents)

    def find(self, persona_id: str | None) -> Persona | None:
        """Return the person of that id, if given out or resident."""
        known = self._known.get(persona_id or "")
        return known or (self._residents.find(persona_id or "") if self._residents else None)

    def by_email(self, email: str) -> Persona | None:
        """Return the person who signs in with that address, whatever its case."""
        wanted = email.strip().casefold()
        known = next((one for one in list(self._known.values()) if one.email.casefold() == wanted), None)
        persona = known or (self._residents.by_email(wanted) if self._residents else None)
        if persona is not None:  # their password may be in the request that asks: the journal must not have it
            self._space.vault.keep("password", persona.password)
        return persona

    def by_ins(self, ins: Ins) -> Persona | None:
        """Return the person of that INS; one under the OID for demonstrations is nobody's."""
        if ins.oid != INS_NIR_TEST_OID:
            return None
        known = next((one for one in list(self._known.values()) if one.ins == ins), None)
        return known or (self._residents.by_ins(ins.matricule) if self._residents else None)

    def household(self, persona: Persona) -> tuple[Persona, ...]:
        """Return everybody who lives with a person, the person included."""
        number = self._residents.number_of(persona) if self._residents else None
        return self._residents.household(number) if self._residents and number is not None else (persona,)

    def record(self, persona: Persona) -> Record:
        """Return what a person's record held when the space began; drawn when asked, the latest are kept at hand."""
        with self._records_lock:
            if persona.id in self._records:
                self._records.move_to_end(persona.id)
                return self._records[persona.id]
        drawn = history(persona, self.began, self.directory, self._neighbourhood(persona))
        with self._records_lock:
            self._records[persona.id] = drawn
            while len(self._records) > _RECORDS_AT_HAND:
                self._records.popitem(last=False)
        return drawn

    def reminders(self, persona: Persona, day: date) -> tuple[Reminder, ...]:
        """Return what a person is due for on a day, by what their record held when the space began."""
        return reminders(persona, done_dates(self.record(persona)), day)

    def other_than(self, persona: Persona) -> Persona:
        """Return somebody else of the space: the person given out just before or after, else the stranger."""
        everyone = list(self._known.values())
        place = everyone.index(persona) if persona in everyone else 0
        nearest = (*everyone[place - 1 :][:1], *everyone)
        return next((other for other in nearest if other != persona), self.stranger)

    def _neighbourhood(self, persona: Persona) -> int:
        """Return the number by which a household finds its professionals: that of its first member."""
        first = self._residents.number_of(self.household(persona)[0]) if self._residents else None
        return first or 0

    def _resident_population(self, count: int) -> Residents:
        return Residents(self._space.seed, self._population.today, count)

    def _meet_next(self, homonym_of: Persona | None = None) -> Persona:
        index = len(self._known) + 1
        persona = self._population.homonym(index, homonym_of) if homonym_of else self._population.person(index)
        self._known[persona.id] = persona
        if homonym_of is not None:
            self._homonyms[persona.id] = homonym_of.id
        self._space.vault.keep("password", persona.password)
        return persona

    def _keep(self) -> None:
        if self._file is not None:
            residents = len(self._residents) if self._residents else 0
            state: JsonValue = {
                "given_out": len(self._known),
                "homonyms": cast("JsonObject", self._homonyms),
                "residents": residents,
                "began": self._population.today.isoformat(),
            }
            keep(self._file, state)


def _count_at(state: JsonValue, name: str) -> int:
    value = state.get(name) if isinstance(state, dict) else None
    return value if isinstance(value, int) else 0
