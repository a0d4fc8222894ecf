"""Watching the exchanges: drawn as a sequence, live, and each one in two levels, a sentence and the protocol."""

import contextlib
import json
from typing import Any, Final, cast

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.console import curl, telling
from sandbox.console.exchanges import LANES, Filter, endpoints, find, headers, sequence
from sandbox.console.pages import address, console, fragment, language, page
from sandbox.console.row import Row
from sandbox.faults import catalogue
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.whole_number import whole_number

_MOST_DIGITS: Final = 15
_LONGEST: Final = 20_000  # characters of a body on the page


def exchanges() -> ResponseReturnValue:
    """Draw the latest exchanges, or those before one."""
    shown, wanted = console(), _filter()
    before = request.args.get("before", "")
    life = shown.space.journal.life
    drawn = sequence(shown.space, wanted, before=_number(before) if before else None)
    asked = {name: value for name, value in request.args.items() if name in _FILTERS and value}
    people = shown.space.part(People)
    return page(
        "exchanges.html",
        drawn=drawn,
        lanes=LANES,
        wanted=wanted,
        asked=asked,
        live=not before,
        news=address("news", {"after": drawn.last, "life": life, **asked}),
        told=telling.Telling(shown.space, language()),
        clients=shown.desk.clients(shown.space),
        endpoints=endpoints(shown.space.journal.read()),
        personas=[one for one in (people.find(each) for each in _personas()) if one],
    )


def news() -> ResponseReturnValue:
    """Tell what came since, waiting for it a while: rows as HTML, and where to go on."""
    shown, wanted = console(), _filter()
    after, life = _number(request.args.get("after", "")), request.args.get("life")
    if life != shown.space.journal.life:
        return jsonify(over=True)
    if not shown.space.journal.read(after=after):
        shown.wait_for_news(after)
    drawn = sequence(shown.space, wanted, after=after)
    html = fragment("_rows.html", drawn=drawn, lanes=LANES, told=telling.Telling(shown.space, language()))
    asked = {name: value for name, value in request.args.items() if name in _FILTERS and value}
    over = life != shown.space.journal.life
    return jsonify(over=over, html=html, next=address("news", {"after": drawn.last, "life": life or "", **asked}))


def exchange(exchange_id: str) -> ResponseReturnValue:
    """Show one exchange: the sentence, what was bent, the messages, and the command that sends it again."""
    shown = console()
    row = find(shown.space, exchange_id) or abort(404)
    sent, got = object_at(row.event, "request"), object_at(row.event, "response")
    return page(
        "exchange.html",
        row=row,
        told=telling.Telling(shown.space, language()),
        request_line=f"{sent.get('method')} {sent.get('url')}",
        request_headers=list(headers(sent)),
        request_body=_body(sent),
        answer_headers=list(headers(got)),
        answer_body=_body(got),
        bent=[cast("Any", one) for one in list_at(object_at(row.event, "facts"), "bent")],
        faults=[(one, catalogue.words(one, language())) for one in row.faults if one in catalogue.fault_ids()],
        facts={name: value for name, value in object_at(row.event, "facts").items() if name != "bent"},
        command=curl.command(sent, ca_bundle=str(shown.ca_bundle), client_id=row.client_id),
    )


_FILTERS: Final = ("client", "persona", "endpoint", "faults")


def _filter() -> Filter:
    asked = request.args
    return Filter(asked.get("client", ""), asked.get("persona", ""), asked.get("endpoint", ""), "faults" in asked)


def _personas() -> list[str]:
    """Return who was met in the journal, latest first."""
    met = (object_at(event, "facts").get("persona") for event in reversed(console().space.journal.read()))
    return list(dict.fromkeys(one for one in met if isinstance(one, str)))[:50]


def _number(written: str) -> int:
    return whole_number(written, _MOST_DIGITS) or 0


def _body(message: JsonObject) -> tuple[str, bool] | None:
    """Return a body as it is shown, JSON indented, and whether some of it is left out; None if there is none."""
    body = object_at(message, "body")
    text = body.get("text")
    if not isinstance(text, str):
        size = body.get("size")
        return (f"({size} B, {body.get('type') or '?'})", False) if size else None
    with contextlib.suppress(ValueError, RecursionError):  # no JSON, or of a hostile depth: shown as it is
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return (text[:_LONGEST], len(text) > _LONGEST) if text else None


ROWS: Final = (
    Row("exchanges", "/exchanges", exchanges),
    Row("news", "/exchanges/news", news),
    Row("exchange", "/exchanges/<exchange_id>", exchange),
)
