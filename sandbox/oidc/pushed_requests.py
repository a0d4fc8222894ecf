"""Authorization requests that clients have pushed to a space, until a browser brings their `request_uri` (RFC 9126)."""

import secrets
from dataclasses import dataclass
from typing import Final, Literal

from werkzeug.datastructures import MultiDict

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorization_checks import without_empty_values
from sandbox.oidc.clients import Clients
from sandbox.oidc.errors import InvalidRequestUriError
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

URI_PREFIX: Final = "urn:ietf:params:oauth:request_uri:"
_CREDENTIALS: Final = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
_REMEMBERED: Final = 600.0  # seconds after its end in which a request_uri is still told from one that never was

RequestUriUse = Literal["first", "again", "expired", "of_another_client", "unknown"]
_REFUSALS: Final[dict[RequestUriUse, str]] = {
    "again": "request_uri was used before",
    "expired": "request_uri has expired",
    "of_another_client": "request_uri was given to another client, or client_id is missing",
    "unknown": "request_uri is not one that this space gave",
}


@dataclass
class PushedRequest:
    """What a client pushed: `parameters` without its credentials, and the `exchange` that brought them."""

    client_id: str
    parameters: MultiDict[str, str]
    exchange: str
    expires_at: float
    used: bool = False

    def use(self, client_id: str | None, now: float) -> RequestUriUse:
        """Tell what it means that this client's browser brings its `request_uri` at that moment (RFC 9126, 4)."""
        if client_id != self.client_id:
            return "of_another_client"
        if self.used:
            return "again"
        return "first" if now < self.expires_at else "expired"


class PushedRequests:
    """The pushed requests of one space, each good for one use, for its client, for a while."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._known: dict[str, PushedRequest] = {}

    def lifetime(self, episode: str | None) -> int:
        """Return for how long a `request_uri` is good, in whole seconds: as the episode declares, or as usual."""
        return max(1, int(self._space.lifetime(episode, "request_uri", self._space.part(terms).lifetimes.request_uri)))

    def keep(self, client_id: str, parameters: MultiDict[str, str], *, exchange: str, seconds: int) -> str:
        """Keep a request for so many seconds; return its `request_uri`, which nobody can guess (RFC 9126, 7.1)."""
        request_uri = URI_PREFIX + secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._space.lock:
            self._known = {uri: one for uri, one in self._known.items() if now < one.expires_at + _REMEMBERED}
            self._known[request_uri] = PushedRequest(client_id, parameters, exchange, now + seconds)
        return request_uri

    def use(self, request_uri: str, client_id: str | None) -> tuple[RequestUriUse, PushedRequest | None]:
        """Use a `request_uri`: what use it was, and what had been pushed; of two uses at once only one is the first."""
        with self._space.lock:
            pushed = self._known.get(request_uri)
            if pushed is None:
                return "unknown", None
            use = pushed.use(client_id, self._clock.now())
            pushed.used = pushed.used or use == "first"
            return use, pushed


def without_credentials(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what of a pushed form is the authorization request: all but how the client authenticates (2.1)."""
    given = without_empty_values(form)
    return MultiDict([(name, value) for name, value in given.items(multi=True) if name not in _CREDENTIALS])


def takes_pushed_requests(space: Space) -> bool:
    """Tell whether a space has the endpoint: once a client asks for it, so that others see the space as it was."""
    return space.part(Clients).any_asks(lambda metadata: metadata.require_pushed_authorization_requests)


def takes_no_others(space: Space) -> bool:
    """Tell whether every client of a space wants its requests pushed (RFC 9126, 5)."""
    others = space.part(Clients).any_asks(lambda metadata: not metadata.require_pushed_authorization_requests)
    return takes_pushed_requests(space) and not others


def requested(space: Space, exchange: Exchange, sent: MultiDict[str, str]) -> MultiDict[str, str] | None:
    """Return what was pushed, for a request that brings nothing but its `request_uri`; None for a plain request.

    Whatever else passes through the browser does not count (RFC 9101, 6.3).

    Raises:
        InvalidRequestUriError: it is not good. Nothing can be sent to a redirect URI: the person is told.
    """
    request_uri = sent.get("request_uri", "")
    if not request_uri.startswith(URI_PREFIX) or not takes_pushed_requests(space):
        return None
    use, pushed = space.part(PushedRequests).use(request_uri, sent.get("client_id"))
    exchange.note(request_uri_use=use, pushed=None if pushed is None else pushed.exchange)
    if pushed is None or use != "first":
        raise InvalidRequestUriError(description=_REFUSALS[use])
    return pushed.parameters
