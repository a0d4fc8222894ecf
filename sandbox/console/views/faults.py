"""Arming a fault by hand: the catalogue with its settings, what is armed, what it did."""

from typing import TYPE_CHECKING, Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from sandbox.console.pages import console, go, language, page
from sandbox.console.row import POST, Row
from sandbox.console.typed import TypedWrongError, typed_value
from sandbox.faults import catalogue
from sandbox.oidc.clients import UnknownClientError
from sandbox.standing_faults import UnknownStandingFaultError, Until

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject


def faults() -> ResponseReturnValue:
    """Show what is armed, and everything that can be."""
    return _page()


def arm() -> ResponseReturnValue:
    """Arm a fault."""
    shown, form = console(), request.form
    fault_id = form.get("fault", "")
    if fault_id not in catalogue.fault_ids():
        abort(404)
    until: Until = "once" if form.get("until") == "once" else "disarmed"
    try:
        params: JsonObject = {
            one.name: typed_value(one.kind, form.get(f"set_{one.name}", ""), one.choices)
            for one in catalogue.settings(fault_id)
        }
        armed = shown.desk.arm_fault(shown.space, fault_id, params, until=until, client_id=form.get("client") or None)
    except (TypedWrongError, ValueError, UnknownClientError) as error:
        return _page(status=422, wrong={fault_id: str(error)})
    return go("faults", done="armed", number=armed.number)


def disarm() -> ResponseReturnValue:
    """Disarm a fault; one that is over already stays so."""
    shown, number = console(), request.form.get("number", "")
    try:
        shown.desk.disarm_fault(shown.space, int(number) if number.isdecimal() else 0)
    except UnknownStandingFaultError:
        return go("faults")
    return go("faults", done="disarmed")


def _page(*, status: int = 200, wrong: dict[str, str] | None = None) -> ResponseReturnValue:
    shown = console()
    standing = shown.desk.standing_faults(shown.space)
    rows = [(one, catalogue.words(one, language()), catalogue.settings(one)) for one in catalogue.fault_ids()]
    return page(
        "faults.html",
        status=status,
        armed=[one for one in standing if not one.over],
        over=[one for one in reversed(standing) if one.over],
        words={fault_id: words for fault_id, words, _settings in rows},
        faults=rows,
        hooks={fault_id: catalogue.hook_points(fault_id) for fault_id, *_rest in rows},
        clients=shown.desk.clients(shown.space),
        wrong=wrong or {},
        typed=request.form if wrong else {},
        done=request.args.get("done"),
    )


ROWS: Final = (
    Row("faults", "/faults", faults),
    Row("arm", "/faults", arm, POST),
    Row("disarm", "/faults/disarm", disarm, POST),
)
