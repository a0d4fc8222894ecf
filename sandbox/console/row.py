"""What a page of the console is: one row that routes requests to it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue


@dataclass(frozen=True)
class Row:
    """A page: `name` is what links call it by, `path` is below the root of the console."""

    name: str
    path: str
    view: Callable[..., ResponseReturnValue]
    methods: tuple[str, ...] = ("GET",)


POST = ("POST",)
