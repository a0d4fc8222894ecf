"""Reading measures: `GET [base]/fhir/Observation` (API Mesures 1.5.2, 2.3)."""

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.interactions.call import Call, refuse
from sandbox.fhir.interactions.search import answer_bundle, included, require_own_patient
from sandbox.fhir.interactions.searchset import searchset
from sandbox.fhir.resources.measure_search import InvalidSearchError, page_links, read_search
from sandbox.fhir.store import Page


def read_measures(call: Call) -> ResponseReturnValue:
    """Answer a search of one person's measures of one kind."""
    try:
        search = read_search(request.args)
    except InvalidSearchError as invalid:
        raise refuse(call, 400, [invalid.issue]) from invalid
    query = search.query
    require_own_patient(call, query)
    page = call.store.search(query, call.owner)
    total = page.total or 0
    if search.last:
        page = Page(min(total, 1), page.matches, more=False)
    links = page_links(f"{call.root}/Observation", request.args, search, total)
    return answer_bundle(call, query, searchset(call, query, page, links, included(call, query, page)))
