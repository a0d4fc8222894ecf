"""How an app redeems its authorization codes (RFC 6749 4.1.3), in an episode and its honest plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange


def assert_code_in_body(episode: Episode) -> None:
    """The code travels in a POST body, never in a URL."""
    for request in code_requests(episode):
        in_url = request.request.parameter("code") is not None or request.facts.get("parameters_in") == "query"
        if in_url or request.request.method != "POST":
            raise Failure("code_in_url", exchanges=[request.id])


def assert_each_code_once(episode: Episode) -> None:
    """No code is sent twice."""
    seen: dict[str | None, Exchange] = {}
    for request in code_requests(episode):
        before = seen.setdefault(identity_of(request.request.field("code")), request)
        if before is not request:
            raise Failure("code_sent_twice", exchanges=[before.id, request.id])


def assert_matches_its_request(episode: Episode) -> None:
    """The redirect URI is the one of the authorization request, and the verifier the one of its challenge."""
    for one in _plays(episode):
        asked = {request.request.asked("redirect_uri") for request in one.exchanges("authorize")}
        challenged = any(request.request.asked("code_challenge") for request in one.exchanges("authorize"))
        for request in one.exchanges("token", grant_type="authorization_code"):
            redirect_uri = request.request.field("redirect_uri")
            if redirect_uri not in asked:
                raise Failure("redirect_uri_differs", exchanges=[request.id], sent=redirect_uri or "-")
            if challenged and request.facts.get("verifier_matches") is False:
                raise Failure("verifier_mismatch", exchanges=[request.id])


def assert_no_code_at_the_neighbour(episode: Episode) -> None:
    """No code comes to the token endpoint of the issuer that did not give it."""
    given = [one for one in episode.exchanges("neighbour_token") if one.request.field("code") is not None]
    if given:
        raise Failure("code_to_the_wrong_issuer", exchanges=[one.id for one in given])


def code_requests(episode: Episode) -> tuple[Exchange, ...]:
    """The code exchanges of an episode and its honest plays; none at all is inconclusive."""
    requests = [
        request for one in _plays(episode) for request in one.exchanges("token", grant_type="authorization_code")
    ]
    if not requests:
        raise Inconclusive("no_code_exchange")
    return tuple(requests)


def _plays(episode: Episode) -> Iterator[Episode]:
    yield episode
    yield from episode.controls(episode.shape)
