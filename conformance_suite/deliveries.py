"""The second witness: did what the case is about reach the app?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.plays import Act, Journey

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Handshake
    from conformance_suite.plays import Play

FORBIDDEN = 403
REDIRECTS = (302, 303, 307, 308)
CALLED = ("discovery", "jwks", "token", "userinfo", "measures_read", "measures_write")  # by the app, not by a browser


def delivered(episode: Episode, play: Play) -> bool | None:
    """Whether every fault and hostile act of the play reached the app; None when there was nothing to deliver."""
    witnesses = [fault_reached(episode, fault.id) for fault in play.faults]
    witnesses += [_ACTS[step.act](episode) for step in play.steps if isinstance(step, Act) and step.hostile]
    if any(isinstance(step, Journey) and step.consent == "refuse" for step in play.steps):
        witnesses.append(refusal_reached(episode))
    return all(witnesses) if witnesses else None


def fault_reached(episode: Episode, fault: str) -> bool:
    """Whether a fault was met, by whichever hook it acts at: certificate, withheld answer, callback or body."""
    return (
        bad_certificate_presented(episode)
        or _withheld_by(episode, fault)
        or any(_broken_off(episode, exchange) for exchange in episode.marked(fault))
        or any(_exchange_reached(episode, exchange) for exchange in episode.marked(fault))
    )


def bad_certificate_presented(episode: Episode) -> bool:
    """Whether the flight with the bad certificate left and the app then spoke or hung up."""
    answered = any(visit.answered is not None for visit in episode.callbacks)
    heard = {"alert", "closed", "completed"} | ({"reset"} if answered else set())
    return any(
        handshake.certificate != "valid"
        and ((handshake.flight_sent and handshake.outcome in heard) or nothing_in_common(handshake))
        for handshake in episode.handshakes
    )


def nothing_in_common(handshake: Handshake) -> bool:
    """Whether the app offered no version or suite of a listener that has weak ones only: it met them, and refused."""
    weak = handshake.certificate in {"tls_1_0", "tls_1_1", "null_cipher"}
    return weak and handshake.outcome == "refused" and handshake.reason in {"unsupported_protocol", "no_shared_cipher"}


def refusal_reached(episode: Episode) -> bool:
    """Whether the browser brought `access_denied` to the app and was answered."""
    return any(
        visit.request.parameter("error") == "access_denied" and visit.answered is not None
        for visit in episode.callbacks
    )


def moment_of(episode: Episode, act: str) -> float:
    """When an act was done at the space; the end of time when it was not."""
    done = next((one for one in episode.acts if one.act == act), None)
    return float("inf") if done is None else done.t


def evidence(episode: Episode, play: Play) -> dict[str, float]:
    """The exchanges and visits by which the matter of the case came to the app, with their moments.

    In a passive case, what the app sent by itself.
    """
    seen = {exchange.id: exchange.received for fault in play.faults for exchange in episode.marked(fault.id)}
    seen |= {request.id: request.t for request in episode.withheld}
    refusals = (*refused_refreshes(episode), *refused_reads(episode))
    sent = episode.exchanges("authorize", "token", "measures_write") if play.passive else ()
    seen |= {exchange.id: exchange.received for exchange in (*refusals, *sent)}
    on_the_way = play.reached == "baseline"
    return seen | {visit.id: visit.started for visit in episode.callbacks if on_the_way}


def refused_refreshes(episode: Episode) -> tuple[Exchange, ...]:
    """The refresh requests refused for good since the refresh token was revoked, as far as they were read."""
    requests = episode.exchanges("token", grant_type="refresh_token", after=moment_of(episode, "revoke_refresh_token"))
    return tuple(one for one in requests if one.oauth_error == "invalid_grant" and body_was_read(episode, one))


def refused_reads(episode: Episode) -> tuple[Exchange, ...]:
    """The reads refused since the consent was withdrawn, as far as the refusals were read."""
    requests = episode.exchanges("measures_read", after=moment_of(episode, "withdraw_consent"))
    return tuple(one for one in requests if one.status == FORBIDDEN and body_was_read(episode, one))


def body_was_read(episode: Episode, exchange: Exchange) -> bool:
    """Whether an answer left whole and its connection lived on, was closed in order, or the person was answered since.

    A reset tells that the app may not have read it.
    """
    if exchange.sent != "whole" or exchange.answered is None:
        return False
    fates = {end.outcome for end in episode.connections if end.after == exchange.id}
    if "reset" in fates:
        return False
    return bool(fates & {"reused", "closed"}) or _person_was_answered_since(episode, exchange)


def _withheld_by(episode: Episode, fault: str) -> bool:
    marked = {exchange.id for exchange in episode.marked(fault)}
    return any(not marked or request.id in marked for request in episode.withheld)


def _broken_off(episode: Episode, exchange: Exchange) -> bool:
    """Whether the space itself cut the answer, and the app then answered whoever was waiting for it."""
    cut = exchange.facts.get("behaviour") in {"cut", "reset"}
    return cut and _person_was_answered_since(episode, exchange)


def _exchange_reached(episode: Episode, exchange: Exchange) -> bool:
    if exchange.status in REDIRECTS and exchange.endpoint not in CALLED:
        return any(visit.answered is not None and visit.started >= exchange.received for visit in episode.callbacks)
    return body_was_read(episode, exchange)


def _person_was_answered_since(episode: Episode, exchange: Exchange) -> bool:
    answered = exchange.answered or exchange.received
    return any(
        visit.started <= exchange.received and visit.answered is not None and visit.answered >= answered
        for visit in episode.visits
    )


_ACTS: dict[str, Callable[[Episode], bool]] = {
    "revoke_refresh_token": lambda episode: bool(refused_refreshes(episode)),
    "withdraw_consent": lambda episode: bool(refused_reads(episode)),
}
