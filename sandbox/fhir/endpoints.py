"""The endpoints of every API: those of each kind's interactions, and those that an API has of its own."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.fhir.access import RefusedError
from sandbox.fhir.apis.all import APIS
from sandbox.fhir.capability import capability_statement
from sandbox.fhir.interactions.call import Call, interaction, require_acceptable
from sandbox.fhir.interactions.create import create
from sandbox.fhir.interactions.delete import delete
from sandbox.fhir.interactions.patch import patch, patch_the_one
from sandbox.fhir.interactions.read import read, vread
from sandbox.fhir.interactions.search import search
from sandbox.fhir.interactions.update import update, update_the_one
from sandbox.fhir.json_text import write_json
from sandbox.fhir.kind_declaration import Interaction
from sandbox.fhir.openapi import openapi
from sandbox.fhir.operation_outcome import fhir_answer
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.service_calls import also_for_services
from sandbox.fhir.smart_configuration import smart_configuration
from sandbox.inferred import READ, WRITE
from sandbox.journal.exchange import Exchange
from sandbox.spaces import Space

LARGEST_BODY: Final = 4 * 1024 * 1024

_AnswerKind = Callable[[Call, ResourceKind], ResponseReturnValue]

# interaction, what is added to the URL of the type, method, way of consent, answer
_ROWS: Final[tuple[tuple[Interaction, str, str, str, _AnswerKind], ...]] = (
    ("search-type", "", "GET", READ, search),
    ("search-type", "/_search", "POST", READ, search),
    ("create", "", "POST", WRITE, create),
    ("update", "", "PUT", WRITE, update_the_one),
    ("patch", "", "PATCH", WRITE, patch_the_one),
    ("read", "/<id>", "GET", READ, read),
    ("update", "/<id>", "PUT", WRITE, update),
    ("patch", "/<id>", "PATCH", WRITE, patch),
    ("delete", "/<id>", "DELETE", WRITE, delete),
    ("vread", "/<id>/_history/<version>", "GET", READ, vread),
)


def _endpoints(api: FhirApi) -> Iterator[Endpoint]:
    yield from api.own(api)
    yield Endpoint("metadata", f"{api.root}/metadata", ("GET",), partial(_metadata, api))
    yield Endpoint("openapi", f"{api.root}/openapi.json", ("GET",), partial(_openapi, api))
    yield Endpoint("smart_configuration", f"{api.root}/.well-known/smart-configuration", ("GET",), smart_configuration)
    if api.transaction is not None:
        view = interaction(api, WRITE, partial(api.transaction, api))
        for path in (api.base, api.root):  # the first as API Mesures has it, the second where FHIR clients post
            yield Endpoint(f"{api.family}_write", path, ("POST",), view, largest_body=LARGEST_BODY)
    for kind in api.kinds:
        if kind.ordinary:
            yield from _of_kind(api, kind)


def _of_kind(api: FhirApi, kind: ResourceKind) -> Iterator[Endpoint]:
    for name, path, method, way, answer in _ROWS:
        if name in kind.interactions:
            noted = partial(_noted, kind, name, answer)
            view = interaction(api, way, noted)
            if way == READ:
                view = also_for_services(api, kind.type, view, noted)
            yield Endpoint(
                f"{api.family}_{way}", f"{api.root}/{kind.type}{path}", (method,), view, largest_body=LARGEST_BODY
            )


def _noted(kind: ResourceKind, name: Interaction, answer: _AnswerKind, call: Call) -> ResponseReturnValue:
    call.exchange.note(resource_type=kind.type, interaction=name)
    asked = request.view_args or {}
    if "id" in asked:
        kind.fetch(call, str(asked["id"]))
    return kind.told(call, answer(call, kind))


def _openapi(api: FhirApi, space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return Response(write_json(openapi(space, api)), content_type="application/json")


def _metadata(api: FhirApi, space: Space, _exchange: Exchange) -> ResponseReturnValue:
    try:
        require_acceptable(request)
    except RefusedError as refused:
        return refused.answer
    return fhir_answer(200, capability_statement(space, api))


ENDPOINTS: Final = tuple(endpoint for api in APIS for endpoint in _endpoints(api))
