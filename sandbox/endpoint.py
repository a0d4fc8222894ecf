"""What an endpoint of the space is: one row that routes requests to it and publishes it where clients look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonValue
from sandbox.spaces import Space

View = Callable[[Space, Exchange], ResponseReturnValue]


def _always(_space: Space) -> bool:
    return True


def _nothing_more(_space: Space) -> Mapping[str, JsonValue]:
    return {}


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of every space.

    Attributes:
        name: how the journal calls it.
        path: below `/s/<space id>`.
        published_as: the member of the discovery document that holds its URL; None when it is not published.
        metadata: what else it adds to the discovery document (supported methods and the like).
        open_in: whether a space has it at all.
        largest_body: bytes; forms are short, and a long one costs more to read than to send.
    """

    name: str
    path: str
    methods: tuple[str, ...]
    view: View
    published_as: str | None = None
    metadata: Callable[[Space], Mapping[str, JsonValue]] = _nothing_more
    open_in: Callable[[Space], bool] = _always
    largest_body: int = 128 * 1024
