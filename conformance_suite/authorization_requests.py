"""What an app asks for when it sends people to sign in, over every sign-in of a run (RFC 6749 4.1.1)."""

from __future__ import annotations

import math
import re
import string
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

STATE_BITS = 122.0  # what SMART App Launch asks of `state`: a random UUID has as many
NONCE_BITS = 96.0  # OpenID Connect Core, 15.5.2, gives no number; well-kept libraries draw from 119 upwards
PROFESSIONAL_LEVEL = "eidas1"
PROFESSIONAL_SCOPES = frozenset({"openid", "scope_all"})
SHOWN = 3  # requests, of all those whose values were compared
SHORTEST_FIXED = 4  # characters that values drawn at random do not share by chance
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ALPHABETS = (
    string.digits,
    string.digits + "abcdef",
    string.digits + string.ascii_lowercase,
    string.digits + string.ascii_letters,
)
_OF_A_TYPE = re.compile(r"(?:/fhir)?(?:/[A-Z_].*)?")
_HYPHENS = re.compile("-")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def assert_unpredictable(run: Run, name: str, *, at_least: float) -> None:
    """Each request has this parameter, no two sign-ins the same one, and it is long enough to be drawn at random."""
    values: dict[str, str] = {}  # by the exchange that brought it
    seen: dict[str | None, tuple[Episode, Exchange]] = {}
    for episode, request in _requests(run):
        if name == "nonce" and "openid" not in (request.asked("scope") or "").split():
            continue  # without an ID token there is nowhere for it to come back
        value = request.asked(name)
        if not value:
            raise Failure("random_missing", exchanges=[request.asked_in.id], parameter=name)
        owner, before = seen.setdefault(identity_of(value), (episode, request))
        if before is request:
            values[request.asked_in.id] = value
        elif before.asked_in is request.asked_in:
            continue  # one request_uri brought twice is the matter of another case
        elif owner is not episode or before.request != request.request:  # else a page reloaded
            raise Failure("random_reused", exchanges=[before.asked_in.id, request.asked_in.id], parameter=name)
    if len(values) > 1 and (bits := bits_of([*values.values()])) < at_least:
        told = {"parameter": name, "bits": math.floor(bits), "wanted": math.floor(at_least)}
        raise Failure("random_too_weak", exchanges=[*values][:SHOWN], **told)


def assert_asked_as_professionals(episode: Episode) -> None:
    """Each request to Pro Santé Connect asks for its level and for both of its scopes."""
    requests = [one for one in episode.exchanges("prosanteconnect_authorize") if one.asked("client_id")]
    if not requests:
        raise Inconclusive("no_professional_request")
    for request in requests:
        level = request.asked("acr_values")
        if PROFESSIONAL_LEVEL not in (level or "").split():
            raise Failure("professional_level_not_asked", exchanges=[request.asked_in.id], said=level or "-")
        scope = request.asked("scope")
        if not set((scope or "").split()) >= PROFESSIONAL_SCOPES:
            raise Failure("professional_scope_not_asked", exchanges=[request.asked_in.id], said=scope or "-")


def bits_of(values: Sequence[str]) -> float:
    """The most that values of this length and alphabet can be worth, what is alike in all of them left out."""
    varying = [_HYPHENS.sub("", value) if _UUID.fullmatch(value) else value for value in values]
    for backwards in (False, True):
        fixed = _alike([one[::-1] if backwards else one for one in varying])
        if fixed >= SHORTEST_FIXED:
            varying = [one[:-fixed] if backwards else one[fixed:] for one in varying]
    letters = set("".join(varying))
    alphabet = next((len(one) for one in ALPHABETS if letters <= set(one)), 64)
    return min(len(one) for one in varying) * math.log2(alphabet)


def _alike(values: Sequence[str]) -> int:
    first, last = min(values), max(values)
    return next((index for index, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))


def assert_always_with_challenge(episode: Episode) -> None:
    """No request of the episode goes without the code challenge that the first one had."""
    requests = episode.exchanges("authorize")
    if requests and not requests[0].asked("code_challenge"):
        raise NotApplicable("no_challenge_to_drop")
    weaker = [one.asked_in.id for one in requests if not one.asked("code_challenge") and not one.asks_nothing]
    if weaker:
        raise Failure("challenge_dropped", exchanges=weaker)


def assert_asked_at_most(episode: Episode, times: int) -> None:
    """The person was sent to sign in no more often than this, and redirects came to an end."""
    requests = episode.exchanges("authorize")
    round_and_round = [visit for visit in episode.visits if visit.error == "too_many_redirects"]
    if len(requests) > times or round_and_round:
        named = [*(one.id for one in requests), *(visit.id for visit in round_and_round)]
        raise Failure("asked_again", exchanges=named)


def assert_registered_redirect_uris(run: Run) -> None:
    """Each redirect URI is, as it stands, one that was registered, and nobody on the way can read what comes to it."""
    for request in _asked_for(run):
        redirect_uri = request.asked("redirect_uri") or "-"
        parts = urlsplit(redirect_uri)
        if request.facts.get("redirect_uri_equal") is False:
            raise Failure("redirect_uri_not_registered", exchanges=[request.asked_in.id], sent=redirect_uri)
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise Failure("redirect_uri_in_the_clear", exchanges=[request.asked_in.id], sent=redirect_uri)


def assert_code_flow_only(run: Run) -> None:
    """Only codes are asked of the authorization endpoint, and no password goes to the token endpoint."""
    for request in _asked_for(run):
        response_type = request.asked("response_type") or "-"
        if response_type != "code":
            raise Failure("not_the_code_flow", exchanges=[request.asked_in.id], asked=f"response_type={response_type}")
    for episode in run.episodes:
        for request in episode.exchanges("token", grant_type="password"):
            raise Failure("not_the_code_flow", exchanges=[request.id], asked="grant_type=password")


def assert_declared_scopes(run: Run) -> None:
    """No scope is asked for beyond those registered, and no data beyond the exchanges that the app declares."""
    declared = run.record.facts.get("exchanges")
    families = declared if isinstance(declared, dict) else {}
    ways = {f"{family}.{way}" for family, listed in families.items() if isinstance(listed, list) for way in listed}
    for request in _asked_for(run):
        scopes = (request.asked("scope") or "").split()
        beyond = [one for one in scopes if one.endswith((".read", ".write")) and ways and one not in ways]
        if beyond or request.facts.get("error") == "invalid_scope":
            raise Failure("scope_not_declared", exchanges=[request.asked_in.id], scopes=" ".join(beyond or scopes))


def assert_smart_audience(run: Run) -> None:
    """Each request for a launch context says in `aud` which FHIR server the token is for: one that the app calls.

    Every instance has a server of its own, and of one that was not called nothing can be said. Nor can anything of a
    signed request: its `aud` is that of a JWT, the issuer (RFC 9101, 4).
    """
    launching = [(one.instance, request) for one, request in _requests(run) if asks_for_launch_context(request)]
    asking = [(instance, one) for instance, one in launching if one.asked_in.request.request_object is None]
    if not asking:
        raise NotApplicable("smart_launch_signed" if launching else "no_smart_launch")
    called: dict[str, set[str]] = {}
    for one in run.episodes:
        called.setdefault(one.instance, set()).update(
            call.request.url for call in one.all_exchanges if _is_of_data(call)
        )
    for instance, request in asking:
        audience = (request.asked("aud") or "").rstrip("/")
        if not audience:
            raise Failure("smart_audience_missing", exchanges=[request.asked_in.id])
        if called[instance] and not any(_is_base_of(audience, url) for url in called[instance]):
            raise Failure("smart_audience_wrong", exchanges=[request.asked_in.id], audience=audience)
    if not any(called[instance] for instance, _request in asking):
        raise Inconclusive("no_data_call")


def asks_for_launch_context(request: Exchange) -> bool:
    """Whether an authorization request is that of a SMART launch: its scope asks whose record it is about."""
    scopes = (request.asked("scope") or "").split()
    return any(one == "launch" or one.startswith("launch/") for one in scopes)


def _is_of_data(exchange: Exchange) -> bool:
    return exchange.endpoint.endswith(("_read", "_write"))


def _is_base_of(audience: str, url: str) -> bool:
    """Whether a FHIR URL is one of that server: its address, then a type.

    API Mesures has its types below `fhir` and takes bundles above it: either of them names the server.
    """
    address, base = url.partition("?")[0], audience.removesuffix("/fhir")
    return address.startswith(base) and _OF_A_TYPE.fullmatch(address.removeprefix(base)) is not None


def _requests(run: Run) -> Iterator[tuple[Episode, Exchange]]:
    found = [
        (episode, request)
        for episode in run.episodes
        for request in episode.exchanges("authorize")
        if not request.asks_nothing
    ]
    if not found:
        raise Inconclusive("no_authorization_request")
    yield from found


def _asked_for(run: Run) -> Iterator[Exchange]:
    """All that was asked for: with authorization requests, and with pushed ones that an honest space refused.

    Of the latter no browser tells whose they are: those are seen that came while one episode alone was open.
    """
    yield from (request for _episode, request in _requests(run))
    for episode in run.episodes:
        pushed = episode.exchanges("pushed_authorization_request")
        yield from (one for one in pushed if one.facts.get("error") and not one.faults)
