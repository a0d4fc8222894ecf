"""A browser of somebody who is signed in, without the slow check of a password; or of nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.session_cookie import COOKIE
from catalogue_portal.accounts.sessions import open_session

if TYPE_CHECKING:
    from builders.portals import People
    from flask import Flask
    from flask.testing import FlaskClient

NOBODY = "nobody"
SIGN_IN = "/sign-in"
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


def enter(app: Flask, people: People, who: str) -> FlaskClient:
    """A client of this person of the settled portal, in English."""
    client, here = app.test_client(), people.context
    if who != NOBODY:
        with here.database.writing() as session:
            user = get_user(session, getattr(people, who).user_id)
            client.set_cookie(COOKIE, open_session(session, user, clock=here.clock, settings=here.settings))
    client.set_cookie("poincon_language", "en")
    return client


def form_token(client: FlaskClient) -> str:
    """The token that this browser's forms carry, from a page that has one."""
    for path in ("/", SIGN_IN):
        found = _TOKEN.search(client.get(path, follow_redirects=True).get_data(as_text=True))
        if found:
            return found[1]
    raise AssertionError("no page has a form")
