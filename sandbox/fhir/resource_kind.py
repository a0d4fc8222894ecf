"""The kinds of resources that the APIs of the space serve: one declaration each, from which all the rest follows.

Routing, searches, validation of writes and the CapabilityStatement read these declarations; nothing is typed twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.fhir.issue import Issue
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.spaces import Space

if TYPE_CHECKING:
    from sandbox.fhir.interactions.call import Call
    from sandbox.fhir.interactions.write import Write
    from sandbox.fhir.search.query import Query

# What somebody else than an app does in a person's record: returns what an `act` event tells beside its parameters.
# Raises `sandbox.oidc.acts.UnknownActError` when a parameter is wrong.
RecordAct = Callable[[Space, Persona, Mapping[str, JsonValue]], JsonObject]
Interaction = Literal["read", "vread", "search-type", "create", "update", "patch", "delete"]


def _no_rules(_resource: JsonObject) -> Iterable[Issue]:
    return ()


def _as_sent(write: "Write") -> JsonObject:
    return write.resource


def _hides_nothing(_resource: JsonObject) -> bool:
    return False


def _all_there(_call: "Call", _query: "Query") -> None:
    return


def _is_there(_call: "Call", _resource_id: str) -> None:
    return


@dataclass(frozen=True)
class ResourceKind:
    """A resource type as one API serves it.

    Attributes:
        type: of FHIR R4.
        interactions: what clients may do, in FHIR's words.
        bundled: what they may do in a transaction only.
        parameters: of searches, beside those that every resource has.
        profiles: one of them every write must conform to.
        patient: dotted paths of the references that name the patient; none for what belongs to nobody's record
            (practitioners, slots).
        nameless: whether it belongs to a person's record all the same, without an element that names the patient.
        moment: name of the date parameter that orders matches, the latest first; by time of writing when None. It looks
            at one element, of one value.
        required: a search must have one parameter of each of these groups.
        ordinary: whether the ordinary interactions answer; else endpoints of the API's own do, and this only tells.
        includes: what `_include` and `_revinclude` may ask, as `Type:parameter`.
        changeable: the elements that PATCH may touch; empty for all.
        rules: what else refuses a resource; pure.
        effects: what else a write does, in its transaction: may read, write and refuse; returns what to keep.
        hidden: whether a resource is kept from the apps of its patient.
        gather: sees to it that what a search may find is in the store, for kinds of which there are too many to write
            them all; may refuse what asks for too much.
        fetch: does the same for one id, before it is read or written.
    """

    type: str
    interactions: frozenset[Interaction]
    parameters: tuple[SearchParameter, ...] = ()
    profiles: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    moment: str | None = None
    required: tuple[tuple[str, ...], ...] = ()
    ordinary: bool = True
    includes: tuple[str, ...] = ()
    reverse_includes: tuple[str, ...] = ()
    changeable: frozenset[str] = frozenset()
    rules: Callable[[JsonObject], Iterable[Issue]] = _no_rules
    effects: Callable[["Write"], JsonObject] = _as_sent
    hidden: Callable[[JsonObject], bool] = _hides_nothing
    gather: Callable[["Call", "Query"], None] = _all_there
    fetch: Callable[["Call", str], None] = _is_there
    nameless: bool = False
    bundled: frozenset[Interaction] = frozenset()
    says: str = ""

    @property
    def owned(self) -> bool:
        """Whether each resource of the kind belongs to the record of one person."""
        return self.nameless or bool(self.patient)

    def parameter(self, name: str) -> SearchParameter | None:
        """Return the parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def _nothing_kept(_space: Space, _persona: Persona) -> Sequence[JsonObject]:
    return ()


def _nothing_of_its_own(_api: "FhirApi") -> Iterable[Endpoint]:
    return ()


def _nothing_common(_space: Space) -> Sequence[JsonObject]:
    return ()


def _nothing_to_keep_up(_space: Space, _persona: Persona) -> None:
    return


@dataclass(frozen=True)
class FhirApi:
    """An API of the space: resources of one family of data, below one base.

    Attributes:
        family: of consent: the scopes are `FAMILY.read` and `FAMILY.write`.
        base: below the issuer; transactions are posted here, resources live below `BASE/fhir`.
        says: what the CapabilityStatement tells of it.
        kinds: what it serves.
        transaction: what answers a transaction Bundle posted to the base; None when there are no transactions.
        bundle_rules: what else refuses a transaction as a whole; pure.
        record: writes what a person's record holds from the start (each resource with an id; the patient named by
            `sandbox.fhir.naming`).
        commons: writes what belongs to nobody (practitioners, organisations).
        upkeep: brings a person's record up to date before each call: what changes as the time of the space goes on.
        own: endpoints that are not the ordinary interactions of a kind; they come first.
        acts: what professionals do in a record, for whoever plays them (see `sandbox.fhir.acts`), by name.
    """

    family: str
    base: str
    says: str
    kinds: tuple[ResourceKind, ...]
    transaction: Callable[["Call"], ResponseReturnValue] | None = None
    bundle_rules: Callable[[JsonObject], Iterable[Issue]] = _no_rules
    record: Callable[[Space, Persona], Iterable[JsonObject]] = _nothing_kept
    commons: Callable[[Space], Iterable[JsonObject]] = _nothing_common
    upkeep: Callable[[Space, Persona], None] = _nothing_to_keep_up
    own: Callable[["FhirApi"], Iterable[Endpoint]] = _nothing_of_its_own
    acts: Mapping[str, RecordAct] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The path that FHIR clients take for the base."""
        return f"{self.base}/fhir"

    def kind(self, resource_type: str | None) -> ResourceKind | None:
        """Return the kind of a resource type, if the API serves it."""
        return next((kind for kind in self.kinds if kind.type == resource_type), None)
