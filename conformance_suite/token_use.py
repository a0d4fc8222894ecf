"""What an app does with the answers of the token endpoint, and how it proves there who it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance_suite.events import words
from conformance_suite.mutual_tls import is_asked
from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

DATA = ("measures_read", "measures_write", "userinfo")
FAMILIES = ("measures", "documents", "agenda", "messages")
CALLS = (*DATA, "token", "revoke")
_ACCESS_TOKEN = re.compile(r'"access_token":\s*"([^"]{1,10000})"')
LAST_WORDS = 2.0  # seconds after a sign-out in which what was begun before may still come to its end
LONGEST_PROOF = 3600  # seconds: SMART says five minutes of assertions, and a common client says an hour


def assert_token_not_used(episode: Episode, key: str = "unknown_token_used") -> None:
    """No data is asked for with a token of a type that the app cannot take; `key` says why not."""
    calls = episode.exchanges(*DATA)
    if calls:
        raise Failure(key, exchanges=[one.id for one in calls])


def assert_no_read(episode: Episode, *, after: float = 0.0) -> None:
    """Nothing is read that the app was told it may not read."""
    calls = episode.exchanges("measures_read", after=after)
    if calls:
        raise Failure("call_outside_the_grant", exchanges=[one.id for one in calls])


def assert_nothing_sent_astray(episode: Episode) -> None:
    """No code, verifier, secret or token comes to the host that the redirect named."""
    for request in episode.exchanges("canary"):
        content = f"{request.request.url} {request.request.text or ''} {dict(request.request.headers)}"
        if "§" in content or "code_verifier" in content:
            raise Failure("credentials_sent_astray", exchanges=[request.id])


def assert_cookie_not_carried(episode: Episode, name: str) -> None:
    """No call carries the cookie once the person was answered for whom it was set.

    A jar that lives no longer than one answer to one person carries nothing to somebody else.
    """
    carrying = [one for one in episode.exchanges(*CALLS) if _carries(one, name) and not _set_meanwhile(episode, one)]
    if carrying:
        raise Failure("cookie_carried", exchanges=[one.id for one in carrying])


def assert_one_token_of_two(episode: Episode) -> None:
    """Of two access tokens that one answer gave, the app presents one at most."""
    answers = [one for one in episode.exchanges("token", grant_type="authorization_code") if one.response is not None]
    given = [identity_of(token) for one in answers for token in _ACCESS_TOKEN.findall(_text(one))]
    if answers and len(given) == len(set(given)) < 2 * len(answers):
        raise Inconclusive("not_delivered")
    used = {token: call.id for call in episode.exchanges(*DATA) for token in given if token == _presented(call)}
    if len(used) > 1:
        raise Failure("both_tokens_used", exchanges=used.values())


def assert_nothing_done_in_absence(episode: Episode) -> None:
    """Once the person has signed out nothing is read or written for them.

    Whether a token is refreshed is open: it may be kept alive for their return.
    """
    left = next((one for one in episode.journeys if one.name == "logout"), None)
    if left is None or left.outcome != "done":
        raise Inconclusive("journey_failed", reason="logout")
    calls = episode.exchanges("measures_read", "measures_write", after=left.ended + LAST_WORDS)
    if calls:
        raise Failure("called_in_absence", exchanges=[one.id for one in calls], count=len(calls))


def assert_no_more_than_asked(episode: Episode) -> None:
    """No data is called for that the authorization request did not ask for, whatever the answer grants."""
    asked = {scope for one in episode.exchanges("authorize") for scope in (one.asked("scope") or "").split()}
    if not asked:
        raise Inconclusive("no_authorization_request")
    if asked >= {f"{family}.{way}" for family in FAMILIES for way in ("read", "write")}:
        raise NotApplicable("everything_asked_for")
    ways = {f"{family}_{way}": f"{family}.{way}" for family in FAMILIES for way in ("read", "write")}
    beyond = [one for one in episode.all_exchanges if ways.get(one.endpoint, "") not in {"", *asked}]
    if beyond:
        told = ways[beyond[0].endpoint]
        raise Failure("more_than_asked_for", exchanges=[one.id for one in beyond], scope=told)


def assert_token_unchanged(episode: Episode) -> None:
    """The token that the app presents is one that the space gave; a call that shows none presents none."""
    unknown = [one for one in episode.exchanges(*DATA) if one.facts.get("token_state") == "unknown"]
    altered = [one for one in unknown if any(key.lower() == "authorization" for key, _ in one.request.headers)]
    if altered:
        raise Failure("token_altered", exchanges=[one.id for one in altered])


def assert_client_authenticated(run: Run) -> None:
    """Each call to the token and revocation endpoints proves, by the registered method alone, who the app is.

    Where the space did not ask for the certificate that it is known by, it could prove nothing.
    """
    called = (one for episode in run.episodes for one in episode.exchanges("token", "revoke"))
    requests = [one for one in called if is_asked(one)]
    if not requests:
        raise Inconclusive("no_code_exchange")
    for request in requests:
        ways = words(request.facts, "client_auth_ways")
        if ways:
            raise Failure("client_authenticated_twice", exchanges=[request.id], ways=", ".join(ways))
        if request.facts.get("client_authenticated") is False and "client_auth" in request.facts:
            method, error = str(request.facts["client_auth"]), request.oauth_error or "-"
            raise Failure("client_not_authenticated", exchanges=[request.id], method=method, error=error)


def assert_one_code_each(episode: Episode) -> None:
    """Within the episode no code is sent twice."""
    seen: dict[str | None, Exchange] = {}
    for request in episode.exchanges("token", grant_type="authorization_code"):
        before = seen.setdefault(identity_of(request.request.field("code")), request)
        if before is not request:
            raise Failure("code_sent_twice", exchanges=[before.id, request.id])


def _text(exchange: Exchange) -> str:
    return "" if exchange.response is None else exchange.response.text or ""


def _presented(exchange: Exchange) -> str | None:
    """What tells the bearer token of a call from others."""
    said = next((value for key, value in exchange.request.headers if key.lower() == "authorization"), "")
    return identity_of(said.partition(" ")[2])


def _set_meanwhile(episode: Episode, call: Exchange) -> bool:
    """Whether the token endpoint was asked for the very visit that this call is made for."""
    visits = [visit for visit in episode.visits if visit.started <= call.received <= visit.ended]
    requests = [one for one in episode.exchanges("token") if one.received < call.received]
    return any(visit.started <= one.received for visit in visits for one in requests)


def _carries(exchange: Exchange, name: str) -> bool:
    return any(key.lower() == "cookie" and f"{name}=" in value for key, value in exchange.request.headers)
