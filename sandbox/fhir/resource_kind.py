"""The kinds of resources that the APIs of the space serve: one declaration each, from which all the rest follows.

Routing, searches, validation of writes and the CapabilityStatement read these declarations; nothing is typed twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.issue import Issue
from sandbox.fhir.kind_declaration import ApiDeclaration, KindDeclaration, no_rules
from sandbox.fhir.search.query import Query
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.spaces import Space

# What somebody else than an app does in a person's record: returns what an `act` event tells beside its parameters.
# Raises `sandbox.oidc.acts.UnknownActError` when a parameter is wrong.
RecordAct = Callable[[Space, Persona, Mapping[str, JsonValue]], JsonObject]


def _as_sent(write: Write) -> JsonObject:
    return write.resource


def _all_there(_call: Call, _query: Query) -> None:
    return


def _is_there(_call: Call, _resource_id: str) -> None:
    return


def _as_it_is(_call: Call, answer: ResponseReturnValue) -> ResponseReturnValue:
    return answer


@dataclass(frozen=True)
class ResourceKind(KindDeclaration):
    """A resource type as one API serves it, and what happens when it is searched, read or written.

    Attributes:
        effects: what else a write does, in its transaction: may read, write and refuse; returns what to keep.
        gather: sees to it that what a search may find is in the store, for kinds of which there are too many to write
            them all; may refuse what asks for too much.
        fetch: does the same for one id, before it is read or written.
        told: has the last word on an answer: what a resource says of something else must stay true of it.
    """

    effects: Callable[[Write], JsonObject] = _as_sent
    gather: Callable[[Call, Query], None] = _all_there
    fetch: Callable[[Call, str], None] = _is_there
    told: Callable[[Call, ResponseReturnValue], ResponseReturnValue] = _as_it_is


def _nothing_of_its_own(_api: "FhirApi") -> Iterable[Endpoint]:
    return ()


@dataclass(frozen=True)
class FhirApi(ApiDeclaration):
    """An API of the space, and what it answers.

    Attributes:
        transaction: what answers a transaction Bundle posted to the base; None when there are no transactions.
        bundle_rules: what else refuses a transaction as a whole; pure.
        own: endpoints that are not the ordinary interactions of a kind; they come first.
        acts: what professionals do in a record, for whoever plays them (see `sandbox.fhir.acts`), by name.
    """

    kinds: tuple[ResourceKind, ...]
    transaction: Callable[["FhirApi", Call], ResponseReturnValue] | None = None
    bundle_rules: Callable[[JsonObject], Iterable[Issue]] = no_rules
    own: Callable[["FhirApi"], Iterable[Endpoint]] = _nothing_of_its_own
    acts: Mapping[str, RecordAct] = field(default_factory=dict)

    def kind(self, resource_type: str | None) -> ResourceKind | None:
        """Return the kind of a resource type, if the API serves it."""
        return next((kind for kind in self.kinds if kind.type == resource_type), None)
