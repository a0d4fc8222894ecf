"""Is this resource sound FHIR R4, and does it hold to its profiles? Pure: no network, no clock, no store."""

from collections.abc import Sequence
from typing import Final

from sandbox.fhir.issue import Issue, error
from sandbox.fhir.validation import archive
from sandbox.fhir.validation import place as places
from sandbox.fhir.validation.examination import Examination, TooManyIssuesError
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.profile_library import extension_named
from sandbox.fhir.validation.profile_rules import check_named, check_profile
from sandbox.fhir.validation.structure import check_resource
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

MOST_PROFILES: Final = 32  # of one resource
DEEPEST: Final = 64  # objects and arrays within one another: a deep Questionnaire has some thirty


def validate(resource: JsonValue, profiles: Sequence[str] = ()) -> tuple[Issue, ...]:
    """Check a resource, and all that it contains, against R4 and against profiles.

    Args:
        resource: the parsed JSON.
        profiles: canonicals that the resource must hold to, beside those that it names itself in `meta.profile`; one
            that is not known gives an issue `not checked`.

    Returns:
        What there is to say, at most about a hundred issues; `outcome` sums them up. No input raises.
    """
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return (error("structure", "A resource is a JSON object with its resourceType"),)
    if _is_deeper(resource, DEEPEST):
        return (error("too-costly", f"Nested deeper than {DEEPEST} levels: no FHIR resource needs that"),)
    kind = str(resource["resourceType"])
    place = places.root(kind if kind in archive.resource_types() else "Resource")
    run = Examination(resource)
    try:
        check_resource(resource, place, run)
        if run.met:  # else it was no resource of R4
            _check_profiles(resource, place, run, profiles)
    except TooManyIssuesError:
        pass  # the last issue says so
    return run.issues


def _check_profiles(resource: JsonObject, place: Place, run: Examination, profiles: Sequence[str]) -> None:
    run.profiled = True
    asked = {canonical.partition("|")[0] for canonical in profiles}
    for canonical in profiles:
        run.enter(run.met[0])
        check_named(canonical, resource, place, run)
    for met in run.met:
        run.enter(met)
        named = [one for one in list_at(object_at(met.node, "meta"), "profile") if isinstance(one, str)]
        claimed = {one.partition("|")[0]: one for one in named}
        for url, canonical in list(claimed.items())[:MOST_PROFILES]:
            if met.node is not resource or url not in asked:
                check_named(canonical, met.node, met.place, run)
        if len(claimed) > MOST_PROFILES:
            run.not_checked(f"it names more than {MOST_PROFILES} profiles", met.place)
    for node, where in run.extensions:
        definition = extension_named(text_at(node, "url") or "")
        if definition is not None:
            check_profile(definition, node, where, run)


def _is_deeper(node: JsonValue, most: int) -> bool:
    """Tell whether a JSON value is nested deeper than `most`, level by level: a recursion could itself go too deep."""
    level: list[JsonValue] = [node]
    for _ in range(most):
        below: list[JsonValue] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(inner for inner in one.values() if isinstance(inner, dict | list))
            elif isinstance(one, list):
                below.extend(inner for inner in one if isinstance(inner, dict | list))
        if not below:
            return False
        level = below
    return True
