"""Creating: `POST [base]/TYPE`, conditionally with `If-None-Exist` (FHIR R4, 3.1.0.8)."""

from dataclasses import replace
from urllib.parse import parse_qsl

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, read_body, refuse
from sandbox.fhir.interactions.keep import keep
from sandbox.fhir.interactions.search import ready, require_own_patient
from sandbox.fhir.interactions.write import Write, new_id, sound, written_answer
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.query import InvalidQueryError, Query, read_query
from sandbox.fhir.store import Kept, Writing


def create(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Keep a new resource; the space gives its id."""
    resource = sound(call, kind, read_body(request))
    condition = request.headers.get("If-None-Exist")
    query = conditions(call, kind, condition) if condition else None
    with call.store.transaction() as writing:
        known = the_one(call, writing, query) if query else None
        if known is not None:
            return written_answer(call, known, created=False)
        kept = keep(kind, Write(call, kind, {**resource, "id": new_id()}, None, writing))
    return written_answer(call, kept, created=True)


def conditions(call: Call, kind: ResourceKind, written: str) -> Query:
    """Read the search of a conditional interaction; it must have a criterion.

    Raises:
        RefusedError: the search is not known (400), or names another patient (403).
    """
    parameters = MultiDict(parse_qsl(written.removeprefix("?"), keep_blank_values=True))
    try:
        nothing_more = replace(kind, required=())  # an identifier is enough to name one
        query = read_query(call.api, nothing_more, parameters, root=call.root)
    except InvalidQueryError as invalid:
        raise refuse(call, 400, invalid.issues) from invalid
    if not query.criteria:
        require_own_patient(call, query)
        raise RefusedError(
            outcome_answer(412, "required", "A condition needs a criterion, such as identifier=SYSTEM|VALUE")
        )
    return ready(call, kind, query)


def the_one(call: Call, writing: Writing, query: Query) -> Kept | None:
    """Return what fulfils a condition, or None.

    Raises:
        RefusedError: several do (412; FHIR R4, 3.1.0.8.1).
    """
    found = writing.search(query, call.owner).matches
    if len(found) > 1:
        text = f"Several {query.kind.type} fulfil the condition: add what only one of them has, such as its identifier"
        raise RefusedError(outcome_answer(412, "multiple-matches", text))
    return found[0] if found else None
