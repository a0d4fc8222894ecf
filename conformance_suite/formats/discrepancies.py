"""What was wrong in the exchanges that a fault acted on: expected, as in the controls, beside received. Pure.

It knows no fault. What two honest plays of the same journey agree on is expected of the third; what they do not agree
on is fresh each time, and only `state` and `nonce` of these can be held against what the app itself sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from conformance_suite.jwt_parts import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange
    from conformance_suite.json_value import JsonValue

MOST = 6  # differences told of one exchange: more of them are one difference
NOTHING = "∅"
OFTEN_DIFFERENT = ("date", "content-length")


@dataclass(frozen=True)
class Discrepancy:
    """One wrong place in an exchange: where, what was expected there and what was received."""

    exchange: str
    where: str
    expected: str
    received: str


def discrepancies(episode: Episode, controls: Sequence[Episode]) -> list[Discrepancy]:
    """The wrong places of an episode, exchange by exchange."""
    return [
        found
        for exchange in episode.all_exchanges
        if exchange.faults
        for found in _of(exchange, episode, _peers(exchange, episode, controls))
    ]


def _of(exchange: Exchange, episode: Episode, honest: Sequence[dict[str, str]]) -> Iterator[Discrepancy]:
    if exchange.sent == "none" or exchange.response is None:
        yield Discrepancy(exchange.id, "answer", "…", NOTHING)
        return
    received = leaves(exchange)
    for where, sent in _carried(episode).items():
        name = where.rpartition(".")[2]
        for place, value in received.items():
            if place.rpartition(".")[2] == name and value != sent and place.startswith(("location.", "id_token.")):
                yield Discrepancy(exchange.id, place, sent, value)
    if not honest:
        return
    places = [place for place in {**honest[0], **received} if len({str(one.get(place)) for one in honest}) == 1]
    wrong = [place for place in places if honest[0].get(place) != received.get(place)]
    for place in wrong[:MOST]:
        yield Discrepancy(exchange.id, place, honest[0].get(place, NOTHING), received.get(place, NOTHING))


def _carried(episode: Episode) -> dict[str, str]:
    """What the app sent in order to have it back."""
    asked = next(iter(episode.exchanges("authorize")), None)
    pairs = {} if asked is None else {name: asked.asked(name) for name in ("state", "nonce")}
    return {name: value for name, value in pairs.items() if value is not None}


def _peers(exchange: Exchange, episode: Episode, controls: Sequence[Episode]) -> list[dict[str, str]]:
    """The same exchange in each control: of the same endpoint and grant, in the same turn."""
    turn = _like(exchange, episode).index(exchange)
    found = (_like(exchange, one)[turn : turn + 1] for one in controls if one.id != episode.id)
    return [leaves(one[0]) for one in found if one]


def _like(exchange: Exchange, episode: Episode) -> list[Exchange]:
    return [
        one
        for one in episode.exchanges(exchange.endpoint)
        if one.grant_type == exchange.grant_type and one.request.method == exchange.request.method
    ]


def leaves(exchange: Exchange) -> dict[str, str]:
    """Every value of an answer by its place: `status`, `header.x`, `location.state`, `id_token.nonce`, `entry.0.id`.

    What a signed authorization response says is noted apart: in the address nobody can read it, for it holds a code.
    """
    response = exchange.response
    if response is None:
        return {}
    found = {"status": str(response.status), "sent": exchange.sent}
    for name, value in response.headers:
        if name.lower() == "location":
            query = parse_qsl(urlsplit(value).query, keep_blank_values=True)
            found |= {f"location.{key}": one for key, one in query} | {"location": value.partition("?")[0]}
        elif name.lower() not in OFTEN_DIFFERENT:
            found[f"header.{name.lower()}"] = value
    found |= dict(_flat(exchange.facts.get("signed_response"), "location.response"))
    body = response.json
    if body is None and response.text:
        found["body"] = response.text
    found |= dict(_flat(body, ""))
    return found


def _flat(value: JsonValue, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(one, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _flat(one, f"{place}.{index}")
    elif isinstance(value, str) and (parts := decoded(value)) is not None:
        yield from _flat(dict(parts[0]), f"{place}.header")
        yield from _flat(dict(parts[1]), place)
    elif value is not None and place:
        yield place, value if isinstance(value, str) else str(value)
