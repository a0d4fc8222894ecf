"""The CapabilityStatement of an API (FHIR R4, 5.1), derived from what it serves: nothing in it is typed by hand."""

from typing import Final, cast

from sandbox.clock import Clock
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.search.query import EVERYWHERE, patient_parameters
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space

OAUTH_URIS: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SMART_SERVICE: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_FORMATS: Final = ("application/fhir+json", "json")
_PATCH_FORMATS: Final = ("application/json-patch+json", "application/fhir+json")


def capability_statement(space: Space, api: FhirApi) -> JsonObject:
    """Say what an API of the space can do."""
    interactions: list[JsonValue] = [{"code": "transaction"}] if api.transaction else []
    patchable = any("patch" in kind.interactions for kind in api.kinds)
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": space.part(Clock).today().date().isoformat(),
        "kind": "instance",
        "software": {"name": "Poinçon"},
        "implementation": {"description": "Mock health space", "url": space.api_root + api.root},
        "fhirVersion": "4.0.1",
        "format": list(_FORMATS),
        **({"patchFormat": list(_PATCH_FORMATS)} if patchable else {}),
        "rest": [
            {
                "mode": "server",
                "documentation": api.says,
                "security": _security(space),
                "resource": [_resource(kind) for kind in api.kinds],
                **({"interaction": interactions} if interactions else {}),
            }
        ],
    }


def _security(space: Space) -> JsonObject:
    """Tell where tokens are had, as SMART's first clients look for it (the extension oauth-uris)."""
    addresses = {
        "authorize": space.coordinates.authorization_endpoint,
        "token": space.token_endpoint,
        "revoke": f"{space.issuer}/oauth2/revoke",
    }
    return {
        "extension": [
            {"url": OAUTH_URIS, "extension": [{"url": name, "valueUri": url} for name, url in addresses.items()]}
        ],
        "service": [{"coding": [{"system": _SMART_SERVICE, "code": "SMART-on-FHIR"}], "text": "SMART on FHIR"}],
        "description": "Access token (RFC 6750), and the ID token of the pairing in a header.",
    }


def _resource(kind: ResourceKind) -> JsonValue:
    told: JsonObject = {"type": kind.type}
    if kind.profiles:
        told["supportedProfile"] = list(kind.profiles)
    if kind.says:
        told["documentation"] = kind.says
    interactions: list[JsonValue] = [{"code": code} for code in _INTERACTIONS if code in kind.interactions]
    if interactions:
        told["interaction"] = interactions
    told["versioning"] = "versioned" if kind.versioned else "no-version"
    told["readHistory"] = "vread" in kind.interactions
    if "create" in kind.interactions:
        told["conditionalCreate"] = True
    if "update" in kind.interactions:
        told |= {"updateCreate": False, "conditionalUpdate": True}
    if "search-type" in kind.interactions:
        told |= _search(kind)
    return told


_INTERACTIONS: Final = ("read", "vread", "search-type", "create", "update", "patch", "delete")


def _search(kind: ResourceKind) -> JsonObject:
    told: JsonObject = {}
    if kind.includes:
        told["searchInclude"] = list(kind.includes)
    if kind.reverse_includes:
        told["searchRevInclude"] = list(kind.reverse_includes)
    own: list[JsonValue] = [
        {"name": one.name, "type": one.type, **({"documentation": one.documentation} if one.documentation else {})}
        for one in (*(EVERYWHERE if kind.ordinary else ()), *kind.parameters)
        if one.told and not (kind.ordinary and one.name in patient_parameters(kind))  # the _id of a Patient names them
    ]
    named: list[JsonValue] = [
        {"name": name, "type": _type(name), "documentation": "The patient."}
        for name in readable_patient_parameters(kind)
    ]
    told["searchParam"] = cast("JsonValue", [*named, *own] if kind.ordinary else own)
    return told


def _type(name: str) -> str:
    return "token" if name == "_id" or name.endswith("identifier") else "reference"


def readable_patient_parameters(kind: ResourceKind) -> list[str]:
    """Return the names that a search may give the patient, but for those with a modifier."""
    return [name for name in patient_parameters(kind) if ":" not in name]
