"""API Messages: what citizens and professionals write to each other. Ours: none of the real service is published."""

from collections.abc import Iterable, Iterator
from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.fhir.interactions.binary import leave_to_the_content
from sandbox.fhir.interactions.call import interaction
from sandbox.fhir.messages.professional import ACTS
from sandbox.fhir.messages.record import threads_of
from sandbox.fhir.professionals import PRACTITIONERS
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.communication import COMMUNICATION
from sandbox.fhir.resources.communication_attachment import ATTACHMENT, read_attachment
from sandbox.inferred import READ
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def _endpoints(api: FhirApi) -> Iterator[Endpoint]:
    view = interaction(api, READ, read_attachment, acceptable=leave_to_the_content)
    yield Endpoint("messages_read", f"{api.root}/Binary/<id>", ("GET",), view)


def _record(space: Space, persona: Persona) -> Iterable[JsonObject]:
    return threads_of(space, persona)


MESSAGES: Final = FhirApi(
    "messages",
    "/api/messages",
    "Messages between citizens and professionals. An interface of the mock health space: none of the real one is"
    " published.",
    (COMMUNICATION, ATTACHMENT, PRACTITIONERS),
    record=_record,
    own=_endpoints,
    acts=ACTS,
)
