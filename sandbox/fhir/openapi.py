"""The OpenAPI description of an API (OpenAPI 3.1), derived like the CapabilityStatement from what it serves."""

from collections.abc import Iterator
from typing import Final, cast

from sandbox.fhir.capability import readable_patient_parameters
from sandbox.fhir.resource_kind import FhirApi, Interaction, ResourceKind
from sandbox.fhir.search.query import EVERYWHERE
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space

_FHIR: Final = "application/fhir+json"
_PATCH: Final = "application/json-patch+json"
# What any call may meet, by status; each answers an OperationOutcome.
_REFUSALS: Final = {
    "400": "The request cannot be read",
    "401": "The access token is missing, unknown or expired",
    "403": "No consent, another patient, or an account that is not active",
    "404": "There is no such resource",
    "405": "That cannot be done here",
    "406": "Only FHIR JSON is served",
    "409": "Against the present state, or the solution of another client",
    "410": "The resource was deleted",
    "412": "The condition does not hold, or several resources fulfil it",
    "413": "The body is too large",
    "415": "The body is not FHIR JSON",
    "422": "The content does not conform; each issue names the place",
}


def openapi(space: Space, api: FhirApi) -> JsonObject:
    """Describe an API of the space."""
    paths: dict[str, JsonObject] = {}
    for path, method, operation in _operations(api):
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Mock health space: {api.base.rpartition('/')[2]}",
            "version": "4.0.1",
            "description": api.says,
        },
        "servers": [{"url": space.issuer + api.root}],
        "security": [{"access_token": [], "id_token": []}],
        "paths": cast("JsonObject", paths),
        "components": {
            "securitySchemes": {
                "access_token": {"type": "http", "scheme": "bearer"},
                "id_token": {"type": "apiKey", "in": "header", "name": inferred().id_token_header},
            },
            "schemas": {
                "OperationOutcome": _outcome_schema(),
                **{kind.type: _schema(kind.type) for kind in api.kinds},
                "Bundle": _schema("Bundle"),
                "CapabilityStatement": _schema("CapabilityStatement"),
            },
        },
    }


def _operations(api: FhirApi) -> Iterator[tuple[str, str, JsonObject]]:
    yield "/metadata", "get", {**_operation("metadata", "CapabilityStatement"), "security": []}
    if api.transaction is not None:
        yield "/", "post", {**_operation("transaction", "Bundle"), "requestBody": _body("Bundle")}
    for kind in api.kinds:
        for interaction in sorted(kind.interactions):
            if kind.ordinary or interaction == "search-type":  # whatever else is not ordinary is part of transactions
                yield from _of_kind(kind, interaction)


def _of_kind(kind: ResourceKind, interaction: Interaction) -> Iterator[tuple[str, str, JsonObject]]:
    plain, one = f"/{kind.type}", f"/{kind.type}/{{id}}"
    name = f"{interaction}-{kind.type}"
    ids: list[JsonValue] = [_in_path("id")]
    match interaction:
        case "read":
            yield one, "get", {**_operation(name, kind.type), "parameters": ids}
        case "vread":
            version = f"{one}/_history/{{version}}"
            yield version, "get", {**_operation(name, kind.type), "parameters": [*ids, _in_path("version")]}
        case "search-type":
            yield plain, "get", {**_operation(name, "Bundle"), "parameters": list(_parameters(kind))}
        case "create":
            created = _operation(name, kind.type, "201", "200")
            yield (
                plain,
                "post",
                {**created, "requestBody": _body(kind.type), "parameters": [_in_header("If-None-Exist")]},
            )
        case "update":
            changed = {**_operation(name, kind.type), "requestBody": _body(kind.type)}
            yield one, "put", {**changed, "parameters": [*ids, _in_header("If-Match")]}
        case "patch":
            yield (
                one,
                "patch",
                {**_operation(name, kind.type), "requestBody": _patch(), "parameters": [*ids, _in_header("If-Match")]},
            )
        case "delete":
            gone: JsonObject = {**_refusals(), "204": {"description": "Deleted"}}
            yield one, "delete", {"operationId": name, "responses": gone, "parameters": ids}


def _operation(name: str, schema: str, *statuses: str) -> JsonObject:
    done = {status: _answer("Done", schema) for status in statuses or ("200",)}
    return {"operationId": name, "responses": {**_refusals(), **done}}


def _refusals() -> JsonObject:
    return {status: _answer(says, "OperationOutcome") for status, says in _REFUSALS.items()}


def _answer(says: str, schema: str) -> JsonValue:
    return {"description": says, "content": {_FHIR: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _body(schema: str) -> JsonValue:
    return {"required": True, "content": {_FHIR: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _patch() -> JsonValue:
    operation: JsonObject = {
        "type": "object",
        "required": ["op", "path"],
        "properties": {"op": {"enum": ["add", "remove", "replace", "test"]}, "path": {"type": "string"}},
    }
    return {"required": True, "content": {_PATCH: {"schema": {"type": "array", "minItems": 1, "items": operation}}}}


def _parameters(kind: ResourceKind) -> Iterator[JsonValue]:
    named = readable_patient_parameters(kind) if kind.ordinary else []
    for name in named:
        yield _in_query(name, "The patient.")
    for parameter in (*(EVERYWHERE if kind.ordinary else ()), *kind.parameters):
        if parameter.name in named or not parameter.told:
            continue
        yield _in_query(parameter.name, parameter.says)
    for name, schema in _SHAPES.items():
        if kind.ordinary or name in _PAGES:
            yield {"name": name, "in": "query", "schema": schema}


_PAGES: Final = ("_count", "_offset")
_SHAPES: Final[dict[str, JsonObject]] = {
    "_count": {"type": "integer", "minimum": 0, "maximum": 100},
    "_offset": {"type": "integer", "minimum": 0, "maximum": 9999999},
    "_summary": {"enum": ["true", "text", "data", "count", "false"]},
    "_total": {"enum": ["none", "estimate", "accurate"]},
}


def _in_query(name: str, says: str) -> JsonValue:
    return {"name": name, "in": "query", "schema": {"type": "string"}, **({"description": says} if says else {})}


def _in_path(name: str) -> JsonValue:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _in_header(name: str) -> JsonValue:
    return {"name": name, "in": "header", "schema": {"type": "string"}}


def _schema(resource_type: str) -> JsonValue:
    return {
        "type": "object",
        "required": ["resourceType"],
        "properties": {"resourceType": {"const": resource_type}, "id": {"type": "string"}},
    }


def _outcome_schema() -> JsonValue:
    issue: JsonObject = {
        "type": "object",
        "required": ["severity", "code"],
        "properties": {
            "severity": {"enum": ["fatal", "error", "warning", "information"]},
            "code": {"type": "string"},
            "diagnostics": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "required": ["resourceType", "issue"],
        "properties": {
            "resourceType": {"const": "OperationOutcome"},
            "issue": {"type": "array", "minItems": 1, "items": issue},
        },
    }
