"""What professionals do with e-prescriptions, as the runner and the console ask for it."""

from collections.abc import Mapping
from typing import Final

from sandbox.fhir.prescriptions.dispensing import dispense
from sandbox.fhir.prescriptions.prescribing import prescribe, withdraw
from sandbox.fhir.resource_kind import RecordAct
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import UnknownActError
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def _prescribes(space: Space, persona: Persona, _parameters: Mapping[str, JsonValue]) -> JsonObject:
    return {"prescription": prescribe(space, persona)}


def _dispenses(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    lines = parameters.get("lines", [])
    chosen = [one for one in lines if type(one) is int] if isinstance(lines, list) else []
    if chosen != lines:
        raise UnknownActError("'lines' must be a list of numbers of lines, counted from 1")
    try:
        return {"lines": dispense(space, persona, _number(parameters), chosen)}
    except LookupError as error:
        raise UnknownActError(str(error)) from error


def _withdraws(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> JsonObject:
    try:
        return {"lines": withdraw(space, persona, _number(parameters))}
    except LookupError as error:
        raise UnknownActError(str(error)) from error


def _number(parameters: Mapping[str, JsonValue]) -> str | None:
    number = parameters.get("prescription")
    if number is not None and not isinstance(number, str):
        raise UnknownActError("'prescription' must be the number of an e-prescription")
    return number


ACTS: Final[Mapping[str, RecordAct]] = {
    "physician_prescribes": _prescribes,
    "pharmacist_dispenses": _dispenses,
    "prescriber_withdraws": _withdraws,
}
