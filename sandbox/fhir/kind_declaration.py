"""What a resource type and an API are declared to be: data alone, by which the store, searches and writes go.

What else happens when something is searched or written is added by `sandbox.fhir.resource_kind`, which knows calls and
writes; these know no more of a kind than what stands here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.fhir.issue import Issue
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.spaces import Space

Interaction = Literal["read", "vread", "search-type", "create", "update", "patch", "delete"]


def no_rules(_resource: JsonObject) -> Iterable[Issue]:
    """Refuse nothing."""
    return ()


def _no_contents() -> Iterable[str]:
    return ()


def _hides_nothing(_resource: JsonObject) -> bool:
    return False


@dataclass(frozen=True)
class KindDeclaration:
    """A resource type as one API serves it.

    Attributes:
        type: of FHIR R4.
        interactions: what clients may do, in FHIR's words.
        bundled: what they may do in a transaction only.
        parameters: of searches, beside those that every resource has.
        profiles: one of them every write must conform to.
        patient: dotted paths of the references that name the patient; none for what belongs to nobody's record
            (practitioners, slots).
        may_name: dotted paths of further references that may name the patient, and then nobody else's patient.
        nameless: whether it belongs to a person's record all the same, without an element that names the patient.
        moment: name of the date parameter that orders matches, the latest first; by time of writing when None. It looks
            at one element, of one value.
        required: a search must have one parameter of each of these groups.
        versioned: whether what is read has versions: it is kept, not written when it is asked.
        contents: the media types of a Binary's contents, which are answered as they are.
        ordinary: whether the ordinary interactions answer; else endpoints of the API's own do, and this only tells.
        includes: what `_include` and `_revinclude` may ask, as `Type:parameter`.
        changeable: the elements that PATCH may touch; empty for all.
        rules: what else refuses a resource; pure.
        hidden: whether a resource is kept from the apps of its patient.
        says: what the CapabilityStatement tells of it.
    """

    type: str
    interactions: frozenset[Interaction]
    parameters: tuple[SearchParameter, ...] = ()
    profiles: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    may_name: tuple[str, ...] = ()
    moment: str | None = None
    required: tuple[tuple[str, ...], ...] = ()
    versioned: bool = True
    contents: Callable[[], Iterable[str]] = _no_contents
    ordinary: bool = True
    includes: tuple[str, ...] = ()
    reverse_includes: tuple[str, ...] = ()
    changeable: frozenset[str] = frozenset()
    rules: Callable[[JsonObject], Iterable[Issue]] = no_rules
    hidden: Callable[[JsonObject], bool] = _hides_nothing
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


def _nothing_common(_space: Space) -> Sequence[JsonObject]:
    return ()


def _nothing_to_keep_up(_space: Space, _persona: Persona) -> None:
    return


@dataclass(frozen=True)
class ApiDeclaration:
    """An API of the space: resources of one family of data, below one base.

    Attributes:
        family: of consent: the scopes are `FAMILY.read` and `FAMILY.write`.
        base: below the issuer; transactions are posted here, resources live below `BASE/fhir`.
        says: what the CapabilityStatement tells of it.
        kinds: what it serves.
        record: writes what a person's record holds from the start (each resource with an id; the patient named by
            `sandbox.fhir.naming`).
        commons: writes what belongs to nobody (practitioners, organisations).
        upkeep: brings a person's record up to date before each call: what changes as the time of the space goes on.
    """

    family: str
    base: str
    says: str
    kinds: tuple[KindDeclaration, ...]
    record: Callable[[Space, Persona], Iterable[JsonObject]] = _nothing_kept
    commons: Callable[[Space], Iterable[JsonObject]] = _nothing_common
    upkeep: Callable[[Space, Persona], None] = _nothing_to_keep_up

    @property
    def root(self) -> str:
        """The path that FHIR clients take for the base."""
        return f"{self.base}/fhir"

    def kind(self, resource_type: str | None) -> KindDeclaration | None:
        """Return the kind of a resource type, if the API serves it."""
        return next((kind for kind in self.kinds if kind.type == resource_type), None)
