"""The time of the space, moved forward; and the new start, which asks first."""

from datetime import UTC, datetime
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.console.pages import console, go, page
from sandbox.console.row import POST, Row
from sandbox.gate import StillBusyError
from sandbox.inferred import inferred
from sandbox.oidc.expiries import expiries
from sandbox.reset import EpisodeOpenError

_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR


def clock() -> ResponseReturnValue:
    """Show what time it is, what is good, and what each step ends."""
    return _page()


def move() -> ResponseReturnValue:
    """Move the clock by a step, or to a date."""
    shown, form = console(), request.form
    step = form.get("step", "")
    try:
        seconds = _until(shown.space.part(Clock), form.get("date", "")) if step == "date" else _steps()[step]
        shown.desk.advance_clock(shown.space, seconds)
    except (KeyError, ValueError):
        return _page(status=422, wrong=True, typed=form.get("date", ""))
    return go("clock", done="moved")


def ask_reset() -> ResponseReturnValue:
    """Ask before everything begins anew."""
    return page("reset.html", refused=None)


def start_anew() -> ResponseReturnValue:
    """Bring the space back to its beginning."""
    shown = console()
    try:
        shown.desk.reset(shown.space)
    except EpisodeOpenError:
        return page("reset.html", status=409, refused="reset_episode")
    except StillBusyError:
        return page("reset.html", status=409, refused="reset_busy")
    return go("clock", done="reset")


def _steps() -> dict[str, float]:
    """Return the steps by name, in seconds; a lifetime ends one second after its end."""
    lifetimes = inferred().lifetimes
    return {
        "hour": _HOUR,
        "day": _DAY,
        "access_token": lifetimes.access_token + 1,
        "refresh_token": lifetimes.refresh_token + 1,
        "sign_in": lifetimes.sign_in + 1,
    }


def _until(clock: Clock, typed: str) -> float:
    """Return the seconds to a date and time typed, in UTC.

    Raises:
        ValueError: it is none, or lies in the past of the space.
    """
    moment = datetime.fromisoformat(typed)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - clock.now()


def _page(*, status: int = 200, wrong: bool = False, typed: str = "") -> ResponseReturnValue:
    space = console().space
    time, good = space.part(Clock), expiries(space)
    kinds = [(kind, len(ends), _moment(ends[0]) if ends else None) for kind, ends in good.ends.items()]
    return page(
        "clock.html",
        status=status,
        now=time.today(),
        ahead=round(time.ahead),
        kinds=kinds,
        steps=[(name, round(seconds), good.within(seconds)) for name, seconds in _steps().items()],
        wrong=wrong,
        typed=typed,
        done=request.args.get("done"),
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


ROWS: Final = (
    Row("clock", "/clock", clock),
    Row("move", "/clock", move, POST),
    Row("ask_reset", "/reset", ask_reset),
    Row("start_anew", "/reset", start_anew, POST),
)
