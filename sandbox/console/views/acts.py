"""The acts of people, professionals and time: one form each, from its declaration."""

from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from sandbox.act_declarations import Act, Parameter
from sandbox.console.pages import console, go, language, page
from sandbox.console.row import POST, Row
from sandbox.console.typed import TypedWrongError, typed_value
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.people import People

_MOST_OFFERED: Final = 20  # people offered to choose from; any other is named by id


def acts() -> ResponseReturnValue:
    """Show every act."""
    return _page(persona=request.args.get("persona", ""))


def do(name: str) -> ResponseReturnValue:
    """Do an act to one person."""
    shown = console()
    act = next((one for one in shown.desk.acts() if one.name == name), None) or abort(404)
    persona = request.form.get("persona", "").strip()
    try:
        if shown.space.part(People).find(persona) is None:
            raise TypedWrongError(persona or "?")
        done = shown.desk.act(shown.space, None, name, {"persona": persona, **_parameters(act)})
    except (ValueError, LookupError) as error:
        return _page(status=422, persona=persona, wrong=(name, str(error)))
    changed = done.get("changed")
    return go("acts", persona=persona, done=name, changed=changed if isinstance(changed, int) else 0)


def _parameters(act: Act) -> JsonObject:
    values: JsonObject = {}
    for one in act.parameters:
        typed = request.form.get(f"set_{one.name}", "")
        if typed or not one.optional:
            values[one.name] = _value(one, typed)
    return values


def _value(parameter: Parameter, typed: str) -> JsonValue:
    try:
        return typed_value(parameter.kind, typed, parameter.choices)
    except TypedWrongError as error:
        raise TypedWrongError(f"{parameter.words[language()]}: {error}") from error


def _page(*, persona: str, status: int = 200, wrong: tuple[str, str] | None = None) -> ResponseReturnValue:
    shown = console()
    people = shown.space.part(People)
    offered = list(people.everyone()[:_MOST_OFFERED])
    chosen = people.find(persona)
    if chosen is not None and chosen not in offered:
        offered.insert(0, chosen)
    declared = shown.desk.acts()
    done = request.args.get("done")
    return page(
        "acts.html",
        status=status,
        acts=declared,
        persona=persona,
        chosen=chosen,
        offered=offered,
        wrong=wrong,
        typed=request.form if wrong else {},
        done=next((one for one in declared if one.name == done), None),
        changed=request.args.get("changed", ""),
    )


ROWS: Final = (Row("acts", "/acts", acts), Row("do", "/acts/<name>", do, POST))
