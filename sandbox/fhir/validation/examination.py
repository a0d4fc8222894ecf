"""One validation under way: what was found so far, and which resource the walk is in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.fhir.issue import Issue, error, not_checked, warning
from sandbox.fhir.validation import place as places
from sandbox.fhir.validation.place import Place
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ISSUES: Final = 100
MOST_MINOR: Final = 40
MOST_FHIRPATH_NODES: Final = 60_000  # looked at by FHIRPath invariants: about a second of work


class TooManyIssuesError(Exception):
    """Enough is known: the resource is not worth reading further."""


@dataclass(frozen=True, slots=True)
class Met:
    """A resource met by the walk, with what its references may lead to."""

    node: JsonObject
    place: Place
    container: JsonObject
    bundle: JsonObject | None


class Examination:
    """The state of one validation.

    Attributes:
        resource: the innermost resource (`%resource` of FHIRPath).
        container: the resource that contains it, or itself (`%rootResource`).
        bundle: the Bundle around it, if any.
        met: every resource met.
        profiled: whether R4 is done with and profiles are being looked at.
        extensions: every extension met whose definition is known.
    """

    __slots__ = (
        "_issues",
        "_minor",
        "_names",
        "_nodes_left",
        "_seen",
        "bundle",
        "container",
        "extensions",
        "met",
        "profiled",
        "resource",
    )

    def __init__(self, resource: JsonObject) -> None:
        self.resource = self.container = resource
        self.bundle: JsonObject | None = None
        self._minor = 0
        self.profiled = False
        self.met: list[Met] = []
        self.extensions: list[tuple[JsonObject, Place]] = []
        self._issues: list[Issue] = []
        self._seen: set[Issue | tuple[str, ...]] = set()
        self._nodes_left = MOST_FHIRPATH_NODES
        self._names: dict[tuple[int, str], dict[str, JsonValue]] = {}

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was found, in the order of the resource."""
        return tuple(self._issues)

    def enter(self, met: Met) -> None:
        """Go into a resource; `met` keeps it for the profiles."""
        self.resource, self.container, self.bundle = met.node, met.container, met.bundle

    def error(self, code: str, text: str, place: Place) -> None:
        """Say what is wrong; a profile that demands what R4 or another profile found missing says nothing more."""
        issue = error(code, *_told(text, place))
        fault = (code, issue.expression)
        said = (*fault, text.partition(" (")[0])
        if said in self._seen or (self.profiled and code != "invariant" and fault in self._seen):
            return
        self._seen.add(said)
        if not self.profiled:
            self._seen.add(fault)
        self._add(issue)

    def warning(self, code: str, text: str, place: Place) -> None:
        """Say what should be mended."""
        self._add_minor(warning(code, *_told(text, place)))

    def not_checked(self, reason: str, place: Place) -> None:
        """Say what could not be decided."""
        self._add_minor(not_checked(reason, places.written(place)))

    def may_look_at(self, nodes: int) -> bool:
        """Take from what FHIRPath may still look at; tell whether there was enough."""
        self._nodes_left -= nodes
        return self._nodes_left >= 0

    def entry_named(self, full_url: str) -> JsonValue:
        """Return the resource of the Bundle's entry with this `fullUrl`, or None."""
        if self.bundle is None:
            return None
        return self._named(self.bundle, _entries).get(full_url)

    def contained_named(self, identifier: str) -> JsonValue:
        """Return the resource with this id that the container contains, or None."""
        return self._named(self.container, _contained).get(identifier)

    def _named(self, holder: JsonObject, read: "Callable[[JsonObject], dict[str, JsonValue]]") -> dict[str, JsonValue]:
        """Read the names in a resource once: a search for each reference would take the square of their number."""
        key = (id(holder), read.__name__)
        if key not in self._names:
            self._names[key] = read(holder)
        return self._names[key]

    def _add(self, issue: Issue) -> None:
        if issue in self._seen:
            return
        if len(self._issues) >= MOST_ISSUES:
            self._issues.append(not_checked(f"the rest of the resource, after {MOST_ISSUES} issues", issue.expression))
            raise TooManyIssuesError
        self._seen.add(issue)
        self._issues.append(issue)

    def _add_minor(self, issue: Issue) -> None:
        """Add what refuses nothing; past some, it is left out, so that faults further on are still found."""
        self._minor += issue not in self._seen
        if self._minor <= MOST_MINOR:
            self._add(issue)
        elif self._minor == MOST_MINOR + 1:
            self._add(warning("informational", "There are more warnings, and more that is not checked, than are told"))


def _told(text: str, place: Place) -> tuple[str, str]:
    """Put the place into the text, which is often shown alone; give both."""
    where = places.written(place)
    return f"{where}{' ' if text[:1].islower() else ': '}{text}", where


def _entries(bundle: JsonObject) -> dict[str, JsonValue]:
    entries = [entry for entry in list_at(bundle, "entry") if isinstance(entry, dict)]
    return {text_at(entry, "fullUrl") or "": entry.get("resource") for entry in entries}


def _contained(container: JsonObject) -> dict[str, JsonValue]:
    return {text_at(one, "id") or "": one for one in list_at(container, "contained")}
