"""The REST API as people read it: the OpenAPI document in order, so that a page of ours shows it without a script."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from werkzeug.exceptions import NotFound

METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Member:
    """A parameter of an operation, or a member of what it takes or gives."""

    name: str
    type: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    scopes: tuple[str, ...]
    parameters: tuple[Member, ...]
    takes: tuple[Member, ...]
    gives: tuple[tuple[str, str, tuple[Member, ...]], ...]
    """Status, what it means, and the members of the content."""

    @property
    def anchor(self) -> str:
        """A name for links."""
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


@dataclass(frozen=True)
class Section:
    """The operations of one noun."""

    name: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class ApiDescription:
    """The whole API."""

    title: str
    version: str
    about: str
    server: str
    sections: tuple[Section, ...]


def openapi_document() -> Mapping[str, Any]:
    """Return the OpenAPI document of the application that is answering."""
    view = current_app.view_functions.get("api-docs.openapi_json")
    if view is None:
        raise NotFound
    document: Mapping[str, Any] = json.loads(current_app.ensure_sync(view)().get_data(as_text=True))
    return document


def describe(document: Mapping[str, Any]) -> ApiDescription:
    """Put an OpenAPI document in the order of a reader."""
    info = document.get("info", {})
    by_tag: dict[str, list[Operation]] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                operation = _operation(document, method, path, item)
                by_tag.setdefault(next(iter(item[method].get("tags", ())), "—"), []).append(operation)
    about = {tag.get("name"): tag.get("description", "") for tag in document.get("tags", ())}
    servers = document.get("servers") or [{}]
    return ApiDescription(
        title=str(info.get("title", "")),
        version=str(info.get("version", "")),
        about=str(info.get("description", "")),
        server=str(servers[0].get("url", "")),
        sections=tuple(Section(name, about.get(name) or "", tuple(found)) for name, found in by_tag.items()),
    )


def _operation(document: Mapping[str, Any], method: str, path: str, item: Mapping[str, Any]) -> Operation:
    told = item[method]
    parameters = [*item.get("parameters", ()), *told.get("parameters", ())]
    return Operation(
        method=method.upper(),
        path=path,
        summary=str(told.get("summary") or told.get("description") or ""),
        scopes=tuple(scope for one in told.get("security", ()) for scopes in one.values() for scope in scopes),
        parameters=tuple(_parameter(document, one) for one in parameters),
        takes=tuple(_members(document, told.get("requestBody", {}))),
        gives=tuple(_answers(document, told.get("responses", {}))),
    )


def _answers(
    document: Mapping[str, Any], responses: Mapping[str, Any]
) -> Iterator[tuple[str, str, tuple[Member, ...]]]:
    for status, response in responses.items():
        if status == "default":
            continue
        told = _resolved(document, response)
        yield str(status), str(told.get("description", "")), tuple(_members(document, told))


def _parameter(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Member:
    told = _resolved(document, parameter)
    where = str(told.get("in", ""))
    about = " ".join(filter(None, (where, str(told.get("description", "")))))
    return Member(str(told.get("name", "")), _type(document, told.get("schema", {})), bool(told.get("required")), about)


def _members(document: Mapping[str, Any], holder: Mapping[str, Any]) -> Iterator[Member]:
    contents = list(holder.get("content", {}).values())
    schema = _resolved(document, contents[0].get("schema", {})) if contents else {}
    if schema.get("type") == "array":
        schema = _resolved(document, schema.get("items", {}))
    required = schema.get("required", ())
    for name, told in schema.get("properties", {}).items():
        about = str(_resolved(document, told).get("description", ""))
        yield Member(name, _type(document, told), name in required, about)


def _type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    told = _resolved(document, schema)
    if "enum" in told:
        return " | ".join(str(value) for value in told["enum"] if value is not None)
    kind = told.get("type", "object")
    if kind == "array":
        return f"[{_type(document, told.get('items', {}))}]"
    return " | ".join(str(one) for one in kind) if isinstance(kind, list) else str(told.get("format") or kind)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found.get(part, {})
    return found if isinstance(found, Mapping) else {}
