"""A host that is not the space's: what is sent there was sent astray, and the journal tells what it was.

It answers on the main listener under another name of this place, which the certificate knows as well: an app that
goes there has looked neither at the name nor at why it was sent. Faults put its address where the space's own belongs.
Behind the door of the token endpoint it stands for another port of the same host: another origin (RFC 6454, 5).
The address tells which episode it was given in: what comes there may carry nothing else that does.
"""

from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.journal.exchange import Exchange
from sandbox.spaces import Space

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def canary_address(space: Space, episode: str | None) -> str:
    """Return the URL below which everything belongs to the canary host of a space, as an episode is told it."""
    place = space.coordinates.place
    address = space.issuer.replace(f"//{place.host}", f"//{place.other_host}", 1) + "/canary"
    return address if episode is None else f"{address}/{episode}"


def canaries(space: Space, episode: str | None) -> tuple[str, str]:
    """Return two addresses that are not the space's: on another host, and on another port of its own host."""
    elsewhere = canary_address(space, episode)
    own_door = space.token_endpoint.removesuffix("/oauth2/token")
    return elsewhere, own_door + elsewhere[elsewhere.index("/canary") :]


def _answer(space: Space, exchange: Exchange) -> ResponseReturnValue:
    episode = str((request.view_args or {})["what"]).partition("/")[0]
    exchange.attribute(episode if space.is_open(episode) else None)
    return Response("{}", content_type="application/json")


ENDPOINTS: Final = (Endpoint("canary", "/canary/<path:what>", _METHODS, _answer),)
