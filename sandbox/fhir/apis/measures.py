"""API Mesures 1.5.2: what people measure of themselves. Two calls of its own, in place of FHIR's ordinary ones."""

from collections.abc import Iterable, Iterator
from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.fhir.interactions.call import interaction
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.measure_read import read_measures
from sandbox.fhir.resources.measure_write import write_measure
from sandbox.fhir.resources.observation import DEVICE, OBSERVATION, history_of
from sandbox.inferred import READ
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def _endpoints(api: FhirApi) -> Iterator[Endpoint]:
    yield Endpoint("measures_read", f"{api.root}/Observation", ("GET",), interaction(api, READ, read_measures))


def _record(space: Space, persona: Persona) -> Iterable[JsonObject]:
    return history_of(persona.id, space.part(People).record(persona))


MEASURES: Final = FhirApi(
    "measures",
    "/api/mesures",
    "API Mesures 1.5.2 of Mon espace santé, as the mock health space plays it.",
    (OBSERVATION, DEVICE),
    transaction=write_measure,
    record=_record,
    own=_endpoints,
)
