"""Somebody of a settled portal before the pages of convergence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders.entering import enter
from builders.reading_person import ReadingPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def entered(app: Flask, people: People) -> Callable[[str], FlaskClient]:
    """A client of somebody whose session was opened without the slow check of a password."""
    return partial(enter, app, people)


@pytest.fixture
def reads(entered: Callable[[str], FlaskClient]) -> Callable[[str], ReadingPerson]:
    """Somebody who uses the pages by what is written on them."""
    return lambda who: ReadingPerson(entered(who))
