"""Reading measures: `GET [base]/fhir/Observation` (API Mesures 1.5.2, 2.3)."""

import uuid
from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.fhir.access import OTHER_IDPE, Access, RefusedError, open_access
from sandbox.fhir.measure_store import MeasureStore, Page
from sandbox.fhir.observations import with_subject
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.search import InvalidSearchError, Search, page_links, read_search
from sandbox.hooks import SearchBundle, apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.pairwise import idpe
from sandbox.people.people import People
from sandbox.spaces import Space

SCOPE = "measures.read"
PATH = "/fhir/Observation"


def read_measures(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Answer a search of one person's measures of one kind."""
    try:
        access = open_access(space, exchange, request, SCOPE)
        search = read_search(request.args)
        _require_own_patient(exchange, search, access)
    except RefusedError as refused:
        return refused.answer
    except InvalidSearchError as invalid:
        exchange.note(issues=[{"severity": "error", "code": "invalid", "diagnostics": invalid.issue.diagnostics}])
        return fhir_answer(400, operation_outcome([invalid.issue]))
    bundle = _bundle(space, access, search, space.part(MeasureStore).search(access.persona, search))
    honest = SearchBundle(bundle, access.idpe, _foreign(space, access, search))
    return fhir_answer(200, apply(exchange, "search_bundle", honest).bundle)


def _require_own_patient(exchange: Exchange, search: Search, access: Access) -> None:
    equal = search.idpe == access.idpe and search.system in (None, access.client.assign_auth)
    exchange.note(patient_equal=equal)
    if not equal:
        raise RefusedError(outcome_answer(403, "forbidden", OTHER_IDPE))


def _bundle(space: Space, access: Access, search: Search, page: Page) -> JsonObject:
    own = [with_subject(observation, access.client.assign_auth, access.idpe) for observation in page.observations]
    links = page_links(f"{space.fhir_base}{PATH}", request.args, search, page.total)
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "meta": {"lastUpdated": space.part(Clock).today().isoformat(timespec="milliseconds")},
        "type": "searchset",
        "total": page.total,
        "link": [{"relation": relation, "url": url} for relation, url in links],
        "entry": [
            *(_entry(space, observation, "match") for observation in own),
            *(_entry(space, device, "include") for device in page.devices),
        ],
    }


def _entry(space: Space, resource: JsonObject, mode: str) -> JsonValue:
    return {
        "fullUrl": f"{space.fhir_base}/fhir/{resource['resourceType']}/{resource['id']}",
        "resource": resource,
        "search": {"mode": mode},
    }


def _foreign(space: Space, access: Access, search: Search) -> tuple[JsonObject, ...]:
    """Make ready the same measures of somebody else, for a fault that would slip them in."""
    other = space.part(People).other_than(access.persona)
    everything = replace(search, page=0, include_device=False)
    page = space.part(MeasureStore).search(other, everything)
    others_idpe = idpe(space, access.client, other)
    return tuple(with_subject(observation, access.client.assign_auth, others_idpe) for observation in page.observations)
