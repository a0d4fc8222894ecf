"""What a developer asks of a space between two runs of their app: its clients, faults, clock and acts, and a new start.

One row of the table a route; everything is done at the desk, in a thread.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sandbox.clock import Clock
from sandbox.control.call import Call, RefusedError
from sandbox.desk import SpaceDesk
from sandbox.faults import catalogue
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space
from sandbox.standing_faults import Until

Ask = Callable[[SpaceDesk, Call, Space], JsonValue]


def list_clients(desk: SpaceDesk, _call: Call, space: Space) -> JsonValue:
    """Tell every client, with its credentials and its metadata (RFC 7591)."""
    return {
        "clients": [{**client.coordinates(), "metadata": client.metadata.as_json()} for client in desk.clients(space)]
    }


def remove_client(desk: SpaceDesk, call: Call, space: Space) -> JsonValue:
    """Remove a client, and all that was issued to it."""
    return desk.remove_client(space, call.text("client_id"))


def sign_metadata(desk: SpaceDesk, _call: Call, space: Space) -> JsonValue:
    """Have the space sign its metadata from now on, and tell the keys (RFC 8414, 2.1)."""
    return {"jwks": desk.sign_metadata(space)}


def list_faults(desk: SpaceDesk, _call: Call, space: Space) -> JsonValue:
    """Tell every fault that can be armed, and those that are armed outside an episode or were lately."""
    return {
        "faults": [_told(fault_id) for fault_id in catalogue.fault_ids()],
        "armed": [standing.as_json() for standing in desk.standing_faults(space)],
    }


def arm_fault(desk: SpaceDesk, call: Call, space: Space) -> JsonValue:
    """Arm a fault outside an episode: `until` it was delivered "once" or is "disarmed", for one client or all."""
    armed = desk.arm_fault(
        space,
        call.text("id"),
        call.object("params"),
        until=_until(call.optional_text("until")),
        client_id=call.optional_text("client_id"),
    )
    return armed.as_json()


def disarm_fault(desk: SpaceDesk, call: Call, space: Space) -> JsonValue:
    """Disarm a fault by its number."""
    number = call.optional_number("number")
    if number is None:
        raise RefusedError(400, "'number' must be a whole number")
    return desk.disarm_fault(space, number).as_json()


def tell_clock(desk: SpaceDesk, _call: Call, space: Space) -> JsonValue:
    """Tell the time of the space, and how much of what it issued is good."""
    return desk.clock(space)


def move_clock(desk: SpaceDesk, call: Call, space: Space) -> JsonValue:
    """Move the clock forward by so many `seconds`, or `to` a moment (RFC 3339)."""
    seconds, moment = call.content.get("seconds"), call.optional_text("to")
    if moment is not None:
        to = datetime.fromisoformat(moment)
        if to.tzinfo is None:
            raise RefusedError(400, "'to' needs an offset from UTC (RFC 3339)")
        seconds = to.timestamp() - space.part(Clock).now()
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise RefusedError(400, "'seconds' must be a number, or 'to' a moment")
    return desk.advance_clock(space, float(seconds))


def list_acts(desk: SpaceDesk, _call: Call, _space: Space) -> JsonValue:
    """Tell every act and its parameters."""
    return {"acts": [act.as_json() for act in desk.acts()]}


def start_anew(desk: SpaceDesk, _call: Call, space: Space) -> JsonValue:
    """Bring the space back to its beginning; clients and keys stay."""
    desk.reset(space)
    return {}


def _until(value: str | None) -> Until:
    match value:
        case "once" | "disarmed":
            return value
        case None:
            return "disarmed"
        case _:
            raise RefusedError(400, f"a fault is armed until 'once' or 'disarmed', not {value!r}")


def _told(fault_id: str) -> JsonObject:
    settings: list[JsonValue] = [
        {"name": one.name, "kind": one.kind, "default": one.default, "choices": list[JsonValue](one.choices)}
        for one in catalogue.settings(fault_id)
    ]
    return {
        "id": fault_id,
        "title": {language: catalogue.words(fault_id, language).title for language in ("fr", "en")},
        "hook_points": list[JsonValue](catalogue.hook_points(fault_id)),
        "settings": settings,
    }


ROUTES: Final[dict[tuple[str, str], Ask]] = {
    ("GET", "clients"): list_clients,
    ("POST", "clients/remove"): remove_client,
    ("POST", "metadata"): sign_metadata,
    ("GET", "faults"): list_faults,
    ("POST", "faults"): arm_fault,
    ("POST", "faults/disarm"): disarm_fault,
    ("GET", "clock"): tell_clock,
    ("POST", "clock"): move_clock,
    ("GET", "acts"): list_acts,
    ("POST", "reset"): start_anew,
}
