"""The people as INSi finds them: by their traits, or by an INS that is to be verified."""

from datetime import date

from sandbox.ins.traits import Traits, differences, traits_of
from sandbox.people.ins import Ins
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def search(space: Space, traits: Traits) -> tuple[Persona, ...]:
    """Return everybody whose traits do not differ from these, whatever became of their health space."""
    born = space.part(People).born_on(date.fromisoformat(traits.birthdate))
    return tuple(persona for persona in born if not differences(traits, traits_of(persona)))


def verify(space: Space, ins: Ins, traits: Traits) -> Persona | None:
    """Return the person of an INS if the traits are theirs too."""
    persona = space.part(People).by_ins(ins)
    return persona if persona is not None and not differences(traits, traits_of(persona)) else None
