"""How an app redeems its authorization codes (RFC 6749 4.1.3), in an episode and its honest plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.events import REDIRECTS
from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import assert_readable_answer

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
        asked = {request.asked("redirect_uri") for request in one.exchanges("authorize")}
        challenged = any(request.asked("code_challenge") for request in one.exchanges("authorize"))
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


def assert_sign_ins_not_mixed(episode: Episode) -> None:
    """No code is redeemed with what belongs to the other request, and no tab comes back to a broken page.

    Who of the two gets in is open: many apps know one sign-in under way, and drop it when another's answer comes, or
    send the person to sign in anew.
    """
    for request in episode.exchanges("token", grant_type="authorization_code"):
        if request.facts.get("verifier_matches") is False:
            raise Failure("sign_ins_mixed", exchanges=[request.id])
    for tab in {visit.browser for visit in episode.callbacks}:
        seen = [visit for visit in episode.visits_of("callback") if visit.browser == tab]
        if seen and not (seen[-1].response and seen[-1].response.status in REDIRECTS):
            assert_readable_answer(seen)


def assert_code_unchanged(episode: Episode) -> None:
    """The code that the app sends is one that the space gave; or none is sent, and the person is answered."""
    sent = episode.exchanges("token", grant_type="authorization_code")
    altered = [one for one in sent if one.facts.get("code_use") == "unknown"]
    if altered:
        raise Failure("code_altered", exchanges=[one.id for one in altered])
    if not sent and not any(visit.answered is not None for visit in episode.callbacks):
        raise Inconclusive("not_answered", error=next((visit.error for visit in episode.callbacks), None) or "timeout")


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
