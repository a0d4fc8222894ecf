"""Choosing a person, and seeing the space as they do."""

from typing import Final

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from sandbox.console.pages import console, page
from sandbox.console.row import POST, Row
from sandbox.holder.pages.dates import told
from sandbox.holder.pages.visit import ROOT
from sandbox.holder.tickets import Tickets
from sandbox.people.accounts import Accounts
from sandbox.people.communes import DEPARTMENTS
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.search import SITUATIONS, Seeker, Wanted
from sandbox.whole_number import whole_number

_MOST_DIGITS: Final = 8
_OLDEST: Final = 150


def people() -> ResponseReturnValue:
    """Search among those who live in the space."""
    space, asked = console().space, request.args
    situation = asked.get("situation", "")
    wanted = Wanted(
        name=asked.get("name", "")[:100],
        ages=(_age("from", 0), _age("to", _OLDEST)),
        department=asked.get("department", ""),
        situation=situation if situation in SITUATIONS else "",
    )
    step = Seeker(space).seek(wanted, start=_number("start", 0))
    return page(
        "people.html",
        wanted=wanted,
        step=step,
        oldest=_OLDEST,
        departments=[(one.code, one.name) for one in DEPARTMENTS],
        situations=[name for name in SITUATIONS if name],
    )


def person(persona_id: str) -> ResponseReturnValue:
    """Show a person: who they are, what they sign in with, who lives with them."""
    shown = console()
    persona = _find(persona_id)
    people = shown.space.part(People)
    return page(
        "person.html",
        found=Seeker(shown.space).describe(persona),
        household=[one for one in people.household(persona) if one.id != persona.id],
        guardians=[one for one in (people.find(guardian) for guardian in persona.relations.guardians) if one],
        told=told,
        account=shown.space.part(Accounts).status(persona.id),
        holder_pages=f"{shown.space.issuer}{ROOT}",
    )


def enter(persona_id: str) -> ResponseReturnValue:
    """Send this browser to the space with a ticket that signs it in there as that person."""
    persona = _find(persona_id)
    url = console().space.part(Tickets).issue(persona.id)
    return Response(status=303, headers={"Location": url})


def _find(persona_id: str) -> Persona:
    persona = console().space.part(People).find(persona_id)
    return persona or abort(404)


def _age(name: str, default: int) -> int:
    return min(_number(name, default), _OLDEST)


def _number(name: str, default: int) -> int:
    number = whole_number(request.args.get(name, ""), _MOST_DIGITS)
    return default if number is None else number


ROWS: Final = (
    Row("people", "/people", people),
    Row("person", "/people/<persona_id>", person),
    Row("enter", "/people/<persona_id>/enter", enter, POST),
)
