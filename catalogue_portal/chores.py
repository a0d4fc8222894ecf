"""Periodic work: a noun declares `CHORES` in its own `chores.py`, the web process runs them in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from catalogue_portal.context import Context


@dataclass(frozen=True)
class Chore:
    """Something to do again and again; it opens its own transactions and can be run twice without harm."""

    name: str
    every: timedelta
    run: Callable[[Context], None]
