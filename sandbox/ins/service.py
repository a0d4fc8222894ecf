"""INSi, the service that gives and verifies the INS, for the software of professionals.

The real one speaks SOAP to software that the Assurance Maladie knows; this one speaks JSON and knows its caller by an
access token of Pro Santé Connect. The codes 00, 01 and 02 are those of the real one.
"""

from collections.abc import Callable
from typing import Final

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.json_text import UnreadableJsonError, read_json
from sandbox.ins import registry
from sandbox.ins.callers import calling_professional
from sandbox.ins.identity import Identity, IdentityRuleError, Status
from sandbox.ins.messages import (
    FOUND,
    NONE,
    SEARCH,
    SEVERAL,
    VERIFICATION,
    answer,
    attributes_in,
    faults_in,
    ins_in,
    traits_in,
)
from sandbox.ins.problem import ProblemError, problem
from sandbox.ins.traits import TraitError, Traits
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.ins import RealIdentityError, has_right_key
from sandbox.spaces import Space

_UNSOUND: Final = "The request does not conform"


def search(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Find the INS of somebody by their traits."""
    return _answered(space, exchange, SEARCH, _search)


def verify(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Tell whether an INS is that of somebody with these traits."""
    return _answered(space, exchange, VERIFICATION, _verify)


def _answered(
    space: Space, exchange: Exchange, schema: JsonObject, ask: Callable[[Space, JsonValue, Traits], JsonObject]
) -> Response:
    try:
        exchange.note(professional=calling_professional(space, exchange, request).id)
        body = _body(schema)
        told = ask(space, body, _traits(body))
    except ProblemError as refused:
        return refused.answer
    exchange.note(insi_code=told["code"])
    said = jsonify(told)
    said.headers["Cache-Control"] = "no-store"
    return said


def _body(schema: JsonObject) -> JsonValue:
    if request.mimetype != "application/json":
        raise ProblemError(problem(415, "Unsupported Media Type", "The body must be application/json"))
    try:
        body = read_json(request.data)
    except UnreadableJsonError as error:
        raise ProblemError(problem(400, "Bad Request", f"The body is not JSON: {error}")) from error
    if faults := list(faults_in(schema, body)):
        raise ProblemError(problem(422, _UNSOUND, "See the errors", faults))
    return body


def _traits(body: JsonValue) -> Traits:
    try:
        traits = traits_in(body)
        if not Identity(traits, attributes=attributes_in(body)).may_ask_insi:
            why = "INSi may not be asked about a doubtful or fictitious identity (EXI ID 24)"
            raise ProblemError(problem(409, "Not for INSi", why, [("/attributes", why)]))
    except TraitError as wrong:
        raise ProblemError(problem(422, _UNSOUND, str(wrong), [(f"/{wrong.trait}", str(wrong))])) from wrong
    except IdentityRuleError as wrong:
        raise ProblemError(problem(422, _UNSOUND, str(wrong), [("/attributes", str(wrong))])) from wrong
    return traits


def _search(space: Space, _body: JsonValue, traits: Traits) -> JsonObject:
    found = registry.search(space, traits)
    if len(found) > 1:
        return answer(SEVERAL)
    return answer(FOUND, Status.RETRIEVED, found[0]) if found else answer(NONE)


def _verify(space: Space, body: JsonValue, traits: Traits) -> JsonObject:
    try:
        ins = ins_in(body)
    except RealIdentityError as wrong:
        raise ProblemError(problem(422, "Not an identity for tests", str(wrong), [("/ins/oid", str(wrong))])) from wrong
    if not has_right_key(ins.matricule):
        why = "the last two digits are not the key of the others"
        raise ProblemError(problem(422, _UNSOUND, why, [("/ins/matricule", why)]))
    persona = registry.verify(space, ins, traits)
    return answer(FOUND, Status.RETRIEVED, persona) if persona else answer(NONE)
