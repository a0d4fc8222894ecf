"""The CapabilityStatement of the space (FHIR R4, 5.1), derived from the endpoints, profiles and search parameters."""

from collections.abc import Iterable
from typing import cast

from sandbox.clock import Clock
from sandbox.endpoint import Endpoint
from sandbox.fhir.profiles import BMI, PHD_DEVICE, PROFILES
from sandbox.fhir.search import INCLUDES, PARAMETERS
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space


def capability_statement(space: Space, endpoints: Iterable[Endpoint]) -> JsonObject:
    """Say what the space can do: a surface that has no endpoint does not appear."""
    names = {endpoint.name for endpoint in endpoints if endpoint.open_in(space)}
    rest: JsonObject = {
        "mode": "server",
        "documentation": "API Mesures 1.5.2 of Mon espace santé, as the mock health space plays it.",
        "security": {"description": "Access token (RFC 6750), and the ID token of the pairing in a header."},
        "resource": _resources(names),
    }
    if "measures_write" in names:
        rest["interaction"] = [{"code": "transaction", "documentation": "IHE POU PCH-01: POST [base]"}]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": space.part(Clock).today().date().isoformat(),
        "kind": "instance",
        "software": {"name": "Poinçon"},
        "implementation": {"description": "Mock health space", "url": space.fhir_base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [rest],
    }


def _resources(names: set[str]) -> list[JsonValue]:
    interactions: list[JsonValue] = []
    observation: JsonObject = {"type": "Observation", "interaction": interactions}
    resources: list[JsonValue] = [observation]
    if "measures_read" in names:
        interactions.append({"code": "search-type"})
        observation["searchInclude"] = list(INCLUDES[:1])
        observation["searchParam"] = [
            {"name": name, "type": kind, "documentation": meaning} for name, kind, meaning in PARAMETERS
        ]
        observation["supportedProfile"] = cast("list[JsonValue]", [profile.canonical for profile in PROFILES])
    if "measures_write" in names:
        creatable = [profile.name for profile in PROFILES if BMI not in profile.units]
        interactions.append({"code": "create", "documentation": f"In a transaction only: {', '.join(creatable)}"})
        resources.append(
            {
                "type": "Device",
                "supportedProfile": [PHD_DEVICE],
                "interaction": [{"code": "create", "documentation": "In a transaction only, with ifNoneExist"}],
                "conditionalCreate": True,
            }
        )
    return resources
