"""The most frequent invariants of R4 in Python; all others go to FHIRPath.

Each one here gives what its official expression means; tests evaluate both over the same elements. An invariant gives
True when it holds or when it cannot be decided, as FHIRPath does with an empty answer.
"""

import json
from collections.abc import Callable, Iterator
from typing import Final

from sandbox.fhir.date_time import is_after
from sandbox.fhir.validation.examination import Examination
from sandbox.fhir.validation.fhirpath import UndecidedError, holds
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.references import target_type
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

Invariant = Callable[[JsonValue, Place, Examination], None]
Holds = Callable[[JsonObject, Examination], bool]

UCUM: Final = "http://unitsofmeasure.org"
# Their wording in R4 counts sound resources as faults, or is read differently by the known validators.
ONLY_WARNINGS: Final = frozenset({"dom-3"})
# Said by the narrative's own check.
SAID_ELSEWHERE: Final = frozenset({"txt-1", "txt-2"})


def invariant(key: str, path: str, severity: str, human: str, expression: str) -> Invariant | None:
    """Make the check of an invariant on the elements at `path`; None when another check says it."""
    if key in SAID_ELSEWHERE:
        return None
    text = f"{human.strip().rstrip('.')} ({key})"
    say = Examination.error if severity == "error" and key not in ONLY_WARNINGS else Examination.warning
    native = NATIVE.get((path, key)) or NATIVE.get(("*", key))
    if key in OF_TEXT:
        native_text = OF_TEXT[key]
        return lambda node, place, run: (
            say(run, "invariant", text, place) if isinstance(node, str) and not native_text(node) else None
        )
    if native is not None:
        return lambda node, place, run: (
            say(run, "invariant", text, place) if isinstance(node, dict) and not native(node, run) else None
        )
    return _by_fhirpath(key, path, expression, lambda place, run: say(run, "invariant", text, place))


def _by_fhirpath(key: str, path: str, expression: str, say: Callable[[Place, Examination], None]) -> Invariant:
    def check(node: JsonValue, place: Place, run: Examination) -> None:
        try:
            if not holds(expression, node, path, run):
                say(place, run)
        except UndecidedError as undecided:
            run.not_checked(f"the invariant {key}: {undecided}", place)

    return check


def has(node: JsonValue, name: str) -> bool:
    """Tell whether an element exists: as a value, or as a primitive that has but extensions."""
    return isinstance(node, dict) and (name in node or f"_{name}" in node)


def has_choice(node: JsonObject, stem: str) -> bool:
    """Tell whether an element of several types, such as value[x], exists."""
    start = len(stem)
    return any(
        name.startswith(stem) and name[start : start + 1].isupper() for name in (key.removeprefix("_") for key in node)
    )


def _contained(node: JsonObject) -> Iterator[JsonObject]:
    return (one for one in list_at(node, "contained") if isinstance(one, dict))


def _nothing_contained_twice(node: JsonObject, _run: Examination) -> bool:
    return not any("contained" in one for one in _contained(node))


def _contained_is_referred_to(node: JsonObject, _run: Examination) -> bool:
    if "contained" not in node:
        return True
    named = set(_local_references(node))
    return all(f"#{text_at(one, 'id')}" in named or "#" in set(_local_references(one)) for one in _contained(node))


def _local_references(node: JsonValue) -> Iterator[str]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str) and one.startswith("#"):
            yield one


def _contained_has_no_version(node: JsonObject, _run: Examination) -> bool:
    metas = [object_at(one, "meta") for one in _contained(node)]
    return not any(has(meta, "versionId") or has(meta, "lastUpdated") for meta in metas)


def _contained_has_no_label(node: JsonObject, _run: Examination) -> bool:
    return not any("security" in object_at(one, "meta") for one in _contained(node))


def _local_reference_resolves(node: JsonObject, run: Examination) -> bool:
    literal = text_at(node, "reference")
    if literal is None or not literal.startswith("#") or literal == "#":
        return True
    return run.contained_named(literal[1:]) is not None


def _range_is_forward(node: JsonObject, _run: Examination) -> bool:
    low, high = object_at(node, "low"), object_at(node, "high")
    if any(low.get(name) != high.get(name) for name in ("system", "code", "unit")):
        return True  # of two units: only arithmetic of units could tell
    least, most = low.get("value"), high.get("value")
    return not (isinstance(least, int | float) and isinstance(most, int | float) and least > most)


def _not_before(name: str, earlier: str) -> Holds:
    def check(node: JsonObject, _run: Examination) -> bool:
        late, early = text_at(node, name), text_at(node, earlier)
        return late is None or early is None or is_after(early, late) is not True

    return check


def _value_without_reason(node: JsonObject, _run: Examination) -> bool:
    return not (has(node, "dataAbsentReason") and has_choice(node, "value"))


def _components_are_not_the_code(node: JsonObject, run: Examination) -> bool:
    if not has_choice(node, "value"):
        return True
    codes = set(map(_as_text, list_at(object_at(run.resource, "code"), "coding")))
    return not any(
        _as_text(coding) in codes
        for part in list_at(node, "component")
        for coding in list_at(object_at(part, "code"), "coding")
    )


def _as_text(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True)


def _entries(node: JsonObject) -> list[JsonObject]:
    return [entry for entry in list_at(node, "entry") if isinstance(entry, dict)]


def _is_bundle(node: JsonObject, *types: str) -> bool:
    return text_at(node, "type") in types


def _of_types(member: str, *types: str) -> Holds:
    def check(node: JsonObject, _run: Examination) -> bool:
        if "type" not in node:  # nothing can be told; that it is missing is told elsewhere
            return True
        return all((member in entry) == _is_bundle(node, *types) for entry in _entries(node))

    return check


def _full_urls_differ(node: JsonObject, _run: Examination) -> bool:
    if "type" not in node or _is_bundle(node, "history"):
        return True
    seen = [
        (entry.get("fullUrl"), text_at(object_at(object_at(entry, "resource"), "meta"), "versionId"))
        for entry in _entries(node)
        if isinstance(entry.get("fullUrl"), str)
    ]
    return len(set(seen)) == len(seen)


def _full_url_has_no_version(node: JsonObject, _run: Examination) -> bool:
    return "/_history/" not in (text_at(node, "fullUrl") or "")


def _starts_with(bundle_type: str, resource_type: str) -> Holds:
    def check(node: JsonObject, _run: Examination) -> bool:
        entries = _entries(node)
        if node.get("type") != bundle_type or not entries or "resource" not in entries[0]:
            return True
        return text_at(entries[0]["resource"], "resourceType") == resource_type

    return check


def _document_is_identified(node: JsonObject, _run: Examination) -> bool:
    identifier = node.get("identifier")
    return node.get("type") != "document" or (has(identifier, "system") and has(identifier, "value"))


def _valued(node: JsonObject, _run: Examination) -> bool:
    return any(has(node, name) for name in ("component", "hasMember", "dataAbsentReason")) or has_choice(node, "value")


def _exists_is_asked_with_boolean(node: JsonObject, _run: Examination) -> bool:
    return node.get("operator") != "exists" or "answerBoolean" in node


def _on_behalf_of_is_a_practitioners(node: JsonObject, run: Examination) -> bool:
    member = object_at(node, "member")
    literal = text_at(member, "reference") or ""
    at_hand = literal.startswith("#") or run.entry_named(literal) is not None
    return not (has(node, "onBehalfOf") and at_hand) or target_type(member, run) in {None, "Practitioner"}


def _one(*names: str) -> Holds:
    return lambda node, _run: any(has(node, name) for name in names)


def _needs(name: str, *others: str) -> Holds:
    return lambda node, _run: not has(node, name) or all(has(node, other) for other in others)


OF_TEXT: Final[dict[str, Callable[[str], bool]]] = {"vs-1": lambda written: len(written) >= len("YYYY-MM-DD")}
NATIVE: Final[dict[tuple[str, str], Holds]] = {
    ("*", "dom-2"): _nothing_contained_twice,
    ("*", "dom-3"): _contained_is_referred_to,
    ("*", "dom-4"): _contained_has_no_version,
    ("*", "dom-5"): _contained_has_no_label,
    ("*", "ref-1"): _local_reference_resolves,
    ("*", "per-1"): _not_before("end", "start"),
    ("*", "rng-2"): _range_is_forward,
    ("*", "qty-3"): _needs("code", "system"),
    ("*", "sqty-1"): lambda node, _run: not has(node, "comparator"),
    ("*", "rat-1"): lambda node, _run: (
        has(node, "numerator") == has(node, "denominator") and (has(node, "numerator") or has(node, "extension"))
    ),
    ("*", "att-1"): _needs("data", "contentType"),
    ("*", "cpt-2"): _needs("value", "system"),
    ("*", "drt-1"): lambda node, _run: (
        not has(node, "code") or (node.get("system", UCUM) == UCUM and has(node, "value"))
    ),
    ("*", "obs-3"): _one("low", "high", "text"),
    ("*", "obs-6"): _value_without_reason,
    ("*", "obs-7"): _components_are_not_the_code,
    ("*", "vs-2"): _valued,
    ("*", "vs-3"): lambda node, _run: has(node, "dataAbsentReason") or has_choice(node, "value"),
    ("*", "org-1"): _one("identifier", "name"),
    ("*", "pat-1"): _one("name", "telecom", "address", "organization"),
    ("*", "ctm-1"): _on_behalf_of_is_a_practitioners,
    ("*", "app-1"): _one("type", "actor"),
    ("*", "app-2"): lambda node, _run: has(node, "start") == has(node, "end"),
    ("*", "tim-1"): _needs("duration", "durationUnit"),
    ("*", "tim-2"): _needs("period", "periodUnit"),
    ("*", "tim-6"): _needs("periodMax", "period"),
    ("*", "tim-7"): _needs("durationMax", "duration"),
    ("*", "tim-8"): _needs("countMax", "count"),
    ("*", "mdd-1"): _not_before("whenHandedOver", "whenPrepared"),
    ("Task", "inv-1"): _not_before("lastModified", "authoredOn"),
    ("*", "que-7"): _exists_is_asked_with_boolean,
    ("Bundle", "bdl-1"): lambda node, _run: (
        not has(node, "total") or "type" not in node or _is_bundle(node, "searchset", "history")
    ),
    ("Bundle", "bdl-2"): lambda node, _run: (
        "type" not in node or _is_bundle(node, "searchset") or not any("search" in entry for entry in _entries(node))
    ),
    ("Bundle", "bdl-3"): _of_types("request", "batch", "transaction", "history"),
    ("Bundle", "bdl-4"): _of_types("response", "batch-response", "transaction-response", "history"),
    ("Bundle.entry", "bdl-5"): _one("resource", "request", "response"),
    ("Bundle", "bdl-7"): _full_urls_differ,
    ("Bundle.entry", "bdl-8"): _full_url_has_no_version,
    ("Bundle", "bdl-9"): _document_is_identified,
    ("Bundle", "bdl-10"): lambda node, _run: node.get("type") != "document" or "timestamp" in node,
    ("Bundle", "bdl-11"): _starts_with("document", "Composition"),
    ("Bundle", "bdl-12"): _starts_with("message", "MessageHeader"),
}
