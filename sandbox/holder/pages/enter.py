"""Coming in by a ticket of the console, which stands for the password."""

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.holder.pages.sign_in import let_in
from sandbox.holder.tickets import Tickets
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browsers
from sandbox.people.people import People
from sandbox.spaces import Space


def enter(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Sign the browser in as the person of a ticket, and show them their space."""
    persona = space.part(People).find(space.part(Tickets).redeem(request.args.get("ticket", "")))
    if persona is None:
        return pages.lost()
    return let_in(space, exchange, space.part(Browsers).welcome(pages.browser_cookie(space)), persona)


def has_console(space: Space) -> bool:
    """Tell whether tickets are given out at all: a space of a conformance run has no console."""
    return space.has_console
