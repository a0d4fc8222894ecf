"""The OpenAPI description of an API (OpenAPI 3.1), derived like the CapabilityStatement from what it serves."""

import re
from collections.abc import Iterator
from typing import Final, cast, get_args

from sandbox.fhir.capability import readable_patient_parameters
from sandbox.fhir.interactions.patch import MOST_OPERATIONS, OPERATIONS
from sandbox.fhir.interactions.preferences import Return
from sandbox.fhir.kind_declaration import Interaction
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.search.query import EVERYWHERE, MAXIMUM_COUNT, Summary, Total, parameters_of
from sandbox.inferred import inferred
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space

_FHIR: Final = "application/fhir+json"
_PATCH: Final = "application/json-patch+json"
_FORM: Final = "application/x-www-form-urlencoded"
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
        "servers": [{"url": space.api_root + api.root}],
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
                "Parameters": _parameters_schema(),
                "CapabilityStatement": _schema("CapabilityStatement"),
            },
        },
    }


def _operations(api: FhirApi) -> Iterator[tuple[str, str, JsonObject]]:
    yield "/metadata", "get", {**_operation("metadata", "CapabilityStatement"), "security": []}
    if api.transaction is not None:
        told = {**_operation("transaction", "Bundle"), "requestBody": _body("Bundle")}
        yield "/", "post", _described(told, [_PREFER])
    for kind in api.kinds:
        for interaction in sorted(kind.interactions):
            # Of what is not ordinary only searches and contents have URLs: the rest is part of transactions.
            if kind.ordinary or interaction in {"search-type", "read"}:
                yield from _of_kind(kind, interaction)


def _of_kind(kind: ResourceKind, interaction: Interaction) -> Iterator[tuple[str, str, JsonObject]]:
    plain, one = f"/{kind.type}", f"/{kind.type}/{{id}}"
    name = f"{interaction}-{kind.type}"
    ids: list[JsonValue] = [_in_path("id")]
    match interaction:
        case "read":
            yield one, "get", _described(_read(kind, name), ids)
        case "vread":
            version = f"{one}/_history/{{version}}"
            yield version, "get", _described(_operation(name, kind.type), [*ids, _in_path("version")])
        case "search-type":
            yield plain, "get", _described(_operation(name, "Bundle"), [*_criteria(kind), *_shapes(kind)])
            if kind.ordinary:
                form = _form([*_criteria(kind), *_shapes(kind)])
                yield f"{plain}/_search", "post", {**_operation(f"{name}-by-form", "Bundle"), "requestBody": form}
        case "create":
            created = {**_written(name, kind.type, "201", "200"), "requestBody": _body(kind.type)}
            yield plain, "post", _described(created, [_in_header("If-None-Exist"), _PREFER])
        case "update" | "patch":
            method, body = ("put", _body(kind.type)) if interaction == "update" else ("patch", _patch())
            changed = {**_written(name, kind.type, "200"), "requestBody": body}
            yield one, method, _described(changed, [*ids, _in_header("If-Match"), _PREFER])
            statuses = ("200", "201") if interaction == "update" else ("200",)
            changed = {**_written(f"{name}-by-condition", kind.type, *statuses), "requestBody": body}
            yield plain, method, _described(changed, [*_criteria(kind), _in_header("If-Match"), _PREFER])
        case "delete":
            gone: JsonObject = {**_refusals(), "204": {"description": "Deleted"}}
            yield one, "delete", {"operationId": name, "responses": gone, "parameters": ids}


def _described(operation: JsonObject, parameters: list[JsonValue]) -> JsonObject:
    return {**operation, "parameters": parameters}


def _operation(name: str, schema: str) -> JsonObject:
    return {"operationId": name, "responses": {**_refusals(), "200": _answer("Done", _reference(schema))}}


def _read(kind: ResourceKind, name: str) -> JsonObject:
    """Describe reading: of a Binary, its content as it is or wrapped (FHIR R4, 2.27)."""
    content = _json(_reference(kind.type)) | {media_type: {} for media_type in kind.contents()}
    return {"operationId": name, "responses": {**_refusals(), "200": {"description": "Done", "content": content}}}


def _written(name: str, schema: str, *statuses: str) -> JsonObject:
    """Describe a write, which answers the resource or what was said of it, as Prefer has it."""
    either: JsonObject = {"anyOf": [_reference(schema), _reference("OperationOutcome")]}
    return {"operationId": name, "responses": {**_refusals(), **{one: _answer("Done", either) for one in statuses}}}


def _refusals() -> JsonObject:
    return {status: _answer(says, _reference("OperationOutcome")) for status, says in _REFUSALS.items()}


def _answer(says: str, schema: JsonObject) -> JsonValue:
    return {"description": says, "content": _json(schema)}


def _body(schema: str) -> JsonValue:
    return {"required": True, "content": _json(_reference(schema))}


def _json(schema: JsonObject) -> JsonObject:
    return {_FHIR: {"schema": schema}}


def _reference(schema: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{schema}"}


def _form(parameters: list[JsonValue]) -> JsonValue:
    """Describe the body of `_search`: the parameters of the query as a form."""
    properties: JsonObject = {text_at(one, "name") or "": object_at(one, "schema") for one in parameters}
    return {"required": True, "content": {_FORM: {"schema": {"type": "object", "properties": properties}}}}


def _patch() -> JsonValue:
    """Describe both patches that are taken: JSON Patch (RFC 6902), and FHIRPath Patch (FHIR R4, 3.1.6)."""
    operation: JsonObject = {
        "type": "object",
        "required": ["op", "path"],
        "properties": {"op": {"enum": list(OPERATIONS)}, "path": {"type": "string"}, "value": {}},
    }
    json_patch: JsonObject = {"type": "array", "minItems": 1, "maxItems": MOST_OPERATIONS, "items": operation}
    return {"required": True, "content": {_PATCH: {"schema": json_patch}, **_json(_reference("Parameters"))}}


def _criteria(kind: ResourceKind) -> Iterator[JsonValue]:
    """Give the parameters by which resources are chosen: in a search, or as the condition of a write."""
    named = readable_patient_parameters(kind) if kind.ordinary else []
    for name in named:
        yield _in_query(name, _TEXT, "The patient.")
    for parameter in (*(EVERYWHERE if kind.ordinary else ()), *kind.parameters):
        if parameter.name not in named and parameter.told:
            yield _in_query(parameter.name, _TEXT, parameter.documentation)


def _shapes(kind: ResourceKind) -> Iterator[JsonValue]:
    """Give the parameters that shape the answer of a search."""
    for name, schema in _SHAPES.items():
        if kind.ordinary or name in _PAGES:
            yield _in_query(name, schema)
    for name, known in (("_include", kind.includes), ("_revinclude", kind.reverse_includes)):
        if known:
            yield _in_query(name, {"type": "array", "items": {"enum": list(known)}})
    if kind.ordinary:
        names = "|".join(re.escape(one.name) for one in parameters_of(kind))
        yield _in_query("_sort", {"type": "string", "pattern": f"^-?({names})(,-?({names}))*$"})
    elif kind.moment:
        yield _in_query("_sort", {"const": f"-{kind.moment}"})


_PAGES: Final = ("_count", "_offset")
_TEXT: Final[JsonObject] = {"type": "string"}
_SHAPES: Final[dict[str, JsonObject]] = {
    "_count": {"type": "integer", "minimum": 0, "maximum": MAXIMUM_COUNT},
    "_offset": {"type": "integer", "minimum": 0, "maximum": 9999999},
    "_summary": {"enum": list(get_args(Summary))},
    "_elements": {"type": "string", "description": "Names of elements, with commas."},
    "_total": {"enum": list(get_args(Total))},
}
_PREFER: Final[JsonObject] = {
    "name": "Prefer",
    "in": "header",
    "schema": {"enum": [f"return={one}" for one in get_args(Return)]},
}


def _parameters_schema() -> JsonValue:
    part: JsonObject = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    operation: JsonObject = {
        "type": "object",
        "required": ["name", "part"],
        "properties": {"name": {"const": "operation"}, "part": {"type": "array", "minItems": 1, "items": part}},
    }
    return {
        "type": "object",
        "required": ["resourceType", "parameter"],
        "properties": {
            "resourceType": {"const": "Parameters"},
            "parameter": {"type": "array", "minItems": 1, "maxItems": MOST_OPERATIONS, "items": operation},
        },
    }


def _in_query(name: str, schema: JsonObject, says: str = "") -> JsonValue:
    return {"name": name, "in": "query", "schema": schema, **({"description": says} if says else {})}


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
