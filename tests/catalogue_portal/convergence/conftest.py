"""Somebody of a settled portal before the pages of convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.reading_person import ReadingPerson

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.session_cookie import COOKIE
from catalogue_portal.accounts.sessions import open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def entered(app: Flask, people: People) -> Callable[[str], FlaskClient]:
    """A client of somebody whose session was opened without the slow check of a password."""

    def client_of(who: str) -> FlaskClient:
        client, here = app.test_client(), people.context
        with here.database.writing() as session:
            user = get_user(session, getattr(people, who).user_id)
            client.set_cookie(COOKIE, open_session(session, user, clock=here.clock, settings=here.settings))
        client.set_cookie("poincon_language", "en")
        return client

    return client_of


@pytest.fixture
def reads(entered: Callable[[str], FlaskClient]) -> Callable[[str], ReadingPerson]:
    """Somebody who uses the pages by what is written on them."""
    return lambda who: ReadingPerson(entered(who))
