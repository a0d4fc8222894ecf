"""Searching: `GET [base]/TYPE?...` and `POST [base]/TYPE/_search` (FHIR R4, 3.1.0.9 and 3.1.1)."""

from dataclasses import replace
from typing import cast

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from sandbox.canary import canaries
from sandbox.fhir.access import OTHER_IDPE, RefusedError
from sandbox.fhir.interactions.call import Call, refuse, settle
from sandbox.fhir.interactions.preferences import is_lenient
from sandbox.fhir.interactions.searchset import page_links, searchset
from sandbox.fhir.json_text import read_kept
from sandbox.fhir.operation_outcome import fhir_answer, outcome_answer, text_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.query import Criterion, InvalidQueryError, Query, TokenValue, read_query
from sandbox.fhir.store import Kept, Page
from sandbox.hooks import SearchBundle, apply_made
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.pairwise import idpe
from sandbox.people.people import People
from sandbox.people.persona import Persona

_FORM = "application/x-www-form-urlencoded"


def search(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Answer a page of what matches."""
    parameters = _parameters()
    try:
        query = read_query(call.api, kind, parameters, lenient=is_lenient(request.headers), root=call.root)
    except InvalidQueryError as invalid:
        raise refuse(call, 400, invalid.issues) from invalid
    query = ready(call, kind, query)
    page = call.store.search(query, call.owner)
    links = tuple(page_links(f"{call.root}/{kind.type}", parameters, query, page))
    text = searchset(call, query, page, links, included(call, query, page))
    return answer_bundle(call, query, text)


def answer_bundle(call: Call, query: Query, text: str) -> ResponseReturnValue:
    """Answer a searchset, after whatever fault is armed at this seam."""

    def made() -> SearchBundle:
        elsewhere = canaries(call.space, call.exchange.owner())
        return SearchBundle(cast("JsonObject", read_kept(text)), call.access.idpe, _foreign(call, query), elsewhere)

    changed = apply_made(call.exchange, "search_bundle", made)
    return text_answer(200, text) if changed is None else fhir_answer(200, changed.bundle)


def ready(call: Call, kind: ResourceKind, query: Query) -> Query:
    """Return a search as the store reads it, with all that it may find in place.

    Raises:
        RefusedError: it names another patient, or asks for too much.
    """
    require_own_patient(call, query)
    kind.gather(call, query)
    return as_kept(call, query)


def require_own_patient(call: Call, query: Query) -> None:
    """Refuse a search that names another patient; note whether it names the right one."""
    if not query.patients:
        return
    own = {
        (None, call.access.idpe),
        (call.access.client.assign_auth, call.access.idpe),
        (call.access.persona.ins.system, call.access.persona.ins.matricule),
    }
    equal = all((patient.system, patient.value) in own for patient in query.patients)
    call.exchange.note(patient_equal=equal)
    if not equal:
        raise RefusedError(outcome_answer(403, "forbidden", OTHER_IDPE))


def as_kept(call: Call, query: Query) -> Query:
    """Return the query with the patient named as the store names them, in whichever parameter it does."""
    return replace(query, criteria=tuple(_criterion_as_kept(call, one) for one in query.criteria))


def _criterion_as_kept(call: Call, criterion: Criterion) -> Criterion:
    values = tuple(
        TokenValue(*call.naming.asked(value.system, value.code)) if isinstance(value, TokenValue) else value
        for value in criterion.values
    )
    chained = criterion.chained and _criterion_as_kept(call, criterion.chained)
    return replace(criterion, values=values, chained=chained)


def _parameters() -> MultiDict[str, str]:
    parameters = MultiDict(request.args.items(multi=True))
    if request.method == "POST":
        if request.data or (request.mimetype and request.mimetype != _FORM):
            raise RefusedError(outcome_answer(415, "not-supported", f"The body of _search must be {_FORM}"))
        parameters.update(MultiDict(request.form.items(multi=True)))
    return parameters


def included(call: Call, query: Query, page: Page) -> list[Kept]:
    """Return what matches lead to, and what leads to them, each once and none that is a match."""
    if not page.matches:
        return []
    keys = [kept.key for kept in page.matches]
    found: dict[int, Kept] = {}
    for source, name in query.includes:
        parameter = query.kind.parameter(name) if source == query.kind.type else None
        for target in parameter.targets if parameter else ():
            found |= {kept.key: kept for kept in call.store.referred(keys, name, target, call.owner)}
    ids = [(kept.type, kept.id) for kept in page.matches]
    for source, name in query.reverse_includes:
        found |= {kept.key: kept for kept in call.store.referring(ids, source, name, call.owner)}
    return [kept for key, kept in found.items() if key not in keys]


def _paired_beside(call: Call) -> Persona | None:
    """Return who else is paired in the same episode: the one whom a person acts for, or who had the app before."""
    episode = call.exchange.owner()
    tokens = call.space.part(Authorizations).access_tokens(episode) if episode else []
    others = [token.authorization.persona_id for token in tokens if token.authorization.persona_id != call.owner]
    return call.space.part(People).find(others[-1]) if others else None


def _foreign(call: Call, query: Query) -> tuple[JsonObject, ...]:
    """Make ready what the same search finds in the record of somebody else, for a fault that would slip it in."""
    other = _paired_beside(call) or call.space.part(People).other_than(call.access.persona)
    others = replace(call, access=replace(call.access, persona=other, idpe=idpe(call.space, call.access.client, other)))
    settle(others)
    page = call.store.search(as_kept(call, replace(query, page=0, summary="false", elements=())), other.id)
    return tuple(cast("JsonObject", read_kept(others.naming.told(kept.text))) for kept in page.matches)
