"""What others than apps do in people's records while an episode is played: the acts that the APIs declare."""

from collections.abc import Mapping
from typing import Final

from sandbox.fhir.apis.all import APIS
from sandbox.fhir.interactions.call import settle_record
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import Reach, UnknownActError
from sandbox.people.people import People
from sandbox.spaces import Space

# By name: what each API does of it. One fact may show in several, such as a document and the report that it holds.
ACTS: Final = {
    name: [(api, api.acts[name]) for api in APIS if name in api.acts]
    for name in {name for api in APIS for name in api.acts}
}


def act_in_records(space: Space, episode: str | None, name: str, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Do an act in the record of each person of an episode, or of the one that `persona` names.

    Returns:
        What was done: `done` has one object for each person, `changed` tells how many people it touched. Of the
        parameters only the plain ones are repeated: a journal has no room for files.

    Raises:
        UnknownActError: a parameter is wrong; what was done for people before stays done.
    """
    named = parameters.get("persona")
    with space.lock:  # and not while writing: writers hold the store, then ask the space for its parts
        people = Reach(space, episode, named if isinstance(named, str) else None).people
    done: list[JsonValue] = []
    for persona_id in people:
        persona = space.part(People).find(persona_id)
        if persona is None:
            raise UnknownActError(f"nobody here has the id {persona_id[:80]!r}")
        told: JsonObject = {"persona": persona_id}
        for api, act in ACTS[name]:
            settle_record(space, api, persona)
            told |= act(space, persona, parameters)
        done.append(told)
    plain = {key: value for key, value in parameters.items() if not isinstance(value, dict | list)}
    return {"act": name, "personas": list(people), "changed": len(done), **plain, "done": done}
