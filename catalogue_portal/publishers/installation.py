"""What publishers add to the application: whole actors, from bearer tokens and from session cookies."""

from flask import Flask

from catalogue_portal.accounts.session_cookie import person_of_cookie
from catalogue_portal.actor import Actor
from catalogue_portal.context import Context
from catalogue_portal.identity import read_bearers_with, read_cookies_with
from catalogue_portal.publishers.identification import actor_of_token, affiliated


def install(app: Flask, context: Context) -> None:
    """Let the application know people by their API tokens and their sessions."""

    def of_bearer(secret: str) -> Actor | None:
        with context.database.reading() as session:
            return actor_of_token(session, secret, clock=context.clock)

    def of_cookie() -> Actor | None:
        actor = person_of_cookie(context)
        if actor is None:
            return None
        with context.database.reading() as session:
            return affiliated(session, actor)

    read_bearers_with(app, of_bearer)
    read_cookies_with(app, of_cookie)
