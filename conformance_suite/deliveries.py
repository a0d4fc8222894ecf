"""The second witness: did what the case is about reach the app?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite.authorization_responses import brought
from conformance_suite.elsewhere import spelled
from conformance_suite.events import REDIRECTS, words
from conformance_suite.plays import Act, CrossSite, Journey, Launch, Mistype, OpenCallback, SendAgain
from conformance_suite.verdicts import Inconclusive

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import ActDone, Exchange, Handshake, Request, Visit
    from conformance_suite.plays import Play

OK = 200
FORBIDDEN = 403
REFUSED = 400
UNAUTHORIZED = 401
OUT_OF_BOUNDS = frozenset({"answer_too_large", "search_huge"})  # faults
CALLED = ("discovery", "jwks", "token", "userinfo", "measures_read", "measures_write")  # by the app, not by a browser
PROVOKED: dict[type[CrossSite | Mistype | SendAgain], str] = {  # journeys of no manifest
    CrossSite: "cross_site",
    Mistype: "mistyped",
    SendAgain: "sent_again",
}


def delivered(episode: Episode, play: Play) -> bool | None:
    """Whether every fault and hostile act of the play reached the app; None when there was nothing to deliver."""
    witnesses = [fault_reached(episode, fault.id) for fault in play.faults if not fault.lure]
    witnesses += [_ACTS[step.act](episode) for step in play.steps if isinstance(step, Act) and step.hostile]
    if any(isinstance(step, Journey) and step.consent == "refuse" for step in play.steps):
        witnesses.append(refusal_reached(episode))
    provoking = (journey for kind, journey in PROVOKED.items() if any(isinstance(step, kind) for step in play.steps))
    witnesses += [any(visit.answered is not None for visit in episode.visits_of(one)) for one in provoking]
    if any(isinstance(step, OpenCallback) for step in play.steps):
        witnesses.append(any(visit.answered is not None for visit in episode.visits_of("callback")))
    if play.production:  # the environment names the test space; an app that does not even start has not shown why
        witnesses.append(any(visit.answered is not None for visit in episode.visits_of("login")))
    witnesses += [bool(launches(episode, step)) for step in play.steps if isinstance(step, Launch)]
    spellings = [step.bait for step in play.steps if isinstance(step, Journey) and step.bait is not None]
    witnesses += [bait_reached(episode, spelling) for spelling in spellings]
    return all(witnesses) if witnesses else None


def fault_reached(episode: Episode, fault: str) -> bool:
    """Whether a fault was met, by whichever hook it acts at: certificate, withheld answer, callback or body."""
    return (
        bad_certificate_presented(episode)
        or _withheld_by(episode, fault)
        or any(fault in words(act.facts, "faults") and logout_token_answers(act) for act in episode.acts)
        or any(_broken_off(episode, exchange) for exchange in episode.marked(fault))
        or (fault in OUT_OF_BOUNDS and any(_hung_up_on(episode, exchange) for exchange in episode.marked(fault)))
        or any(_exchange_reached(episode, exchange) for exchange in episode.marked(fault))
    )


def assert_met(episode: Episode, fault: str) -> None:
    """A fault that lay in wait was met: without that nothing can be said."""
    if not fault_reached(episode, fault):
        raise Inconclusive("not_delivered")


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
    weak = handshake.certificate in {"tls_1_0", "tls_1_1", "null_cipher", "weak_dh_group"}
    return weak and handshake.outcome == "refused" and handshake.reason in {"unsupported_protocol", "no_shared_cipher"}


def refusal_reached(episode: Episode) -> bool:
    """Whether the browser brought `access_denied` to the app and was answered."""
    return any(
        brought(visit.request, "error") == "access_denied" and visit.answered is not None for visit in episode.callbacks
    )


def launches(episode: Episode, step: Launch) -> tuple[Visit, ...]:
    """The requests by which another place opened the app in that browser, as far as they were answered."""
    visits = (visit for visit in episode.visits_of(step.way) if visit.browser == step.browser)
    return tuple(one for one in visits if one.request.parameter("iss") is not None and one.answered is not None)


def bait_reached(episode: Episode, spelling: str) -> bool:
    """Whether the app was asked to send the person elsewhere, the place being so spelled, and answered."""
    return any(visit.answered is not None and _is_baited(visit.request, spelling) for visit in episode.visits)


def _is_baited(request: Request, spelling: str) -> bool:
    parts = urlsplit(request.url)
    place = spelled(spelling, f"{parts.scheme}://{parts.netloc}")
    return any(value == place for _name, value in request.query)


def moment_of(episode: Episode, act: str) -> float:
    """When an act was done at the space; the end of time when it was not."""
    done = next((one for one in episode.acts if one.act == act), None)
    return float("inf") if done is None else done.t


def logout_token_answers(act: ActDone) -> tuple[int, ...]:
    """With which statuses the app answered the logout tokens that an act sent; empty unless it answered each."""
    rows = act.facts.get("answers")
    answers = [row.get("status") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    statuses = tuple(int(one) for one in answers if isinstance(one, int))
    return statuses if len(statuses) == len(answers) else ()


def logout_token_reached(episode: Episode) -> bool:
    """Whether the app answered every logout token that it was sent."""
    sent = [act for act in episode.acts if act.act == "send_logout_token"]
    return bool(sent) and all(logout_token_answers(act) for act in sent)


def evidence(episode: Episode, play: Play) -> dict[str, float]:
    """The exchanges and visits by which the matter of the case came to the app, with their moments.

    In a passive case, what the app sent by itself.
    """
    seen = {exchange.id: exchange.received for fault in play.faults for exchange in episode.marked(fault.id)}
    seen |= {request.id: request.t for request in episode.withheld}
    seen |= {sent.id: sent.started for sent in episode.sent}
    refusals = (*refused_refreshes(episode), *refused_reads(episode))
    asking = ("pushed_authorization_request", "authorize", "token", "measures_write")
    sent = episode.exchanges(*asking) if play.passive else ()
    seen |= {exchange.id: exchange.received for exchange in (*refusals, *sent)}
    opened = (step for step in play.steps if isinstance(step, Launch))
    seen |= {visit.id: visit.started for step in opened for visit in launches(episode, step)}
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


def refused_calls(episode: Episode, act: str) -> tuple[Exchange, ...]:
    """The calls for data and for tokens refused since an act, as far as the refusals were read."""
    calls = episode.exchanges("measures_read", "measures_write", "token", after=moment_of(episode, act))
    return tuple(one for one in calls if (one.status or 0) >= REFUSED and body_was_read(episode, one))


def tokens_since_rotation(episode: Episode) -> tuple[Exchange, ...]:
    """The token answers since the space changed its keys, as far as they were read."""
    requests = episode.exchanges("token", after=moment_of(episode, "rotate_keys"))
    return tuple(one for one in requests if one.status == OK and body_was_read(episode, one))


def unauthorized_calls(episode: Episode) -> tuple[Exchange, ...]:
    """The reads answered 401 since the access token was expired, as far as the answers were read."""
    requests = episode.exchanges("measures_read", after=moment_of(episode, "expire_access_token"))
    return tuple(one for one in requests if one.status == UNAUTHORIZED and body_was_read(episode, one))


def took_401_for_the_end(episode: Episode) -> bool:
    """Whether the app, told 401 once the pairing was over, asked for nothing more: so no refresh had to be refused."""
    refused = unauthorized_calls(episode)
    if not refused or episode.exchanges("token", after=moment_of(episode, "revoke_refresh_token")):
        return False
    told = [visit.ended for visit in episode.visits if visit.started <= refused[0].received <= visit.ended]
    return bool(told) and not episode.exchanges("measures_read", after=max(told))


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
    """Whether the space itself cut the answer, and the app then answered whoever was waiting for it, or never did."""
    cut = exchange.facts.get("behaviour") in {"cut", "reset"}
    return cut and (_person_was_answered_since(episode, exchange) or bool(left_waiting(episode, exchange)))


def left_waiting(episode: Episode, exchange: Exchange) -> tuple[Visit, ...]:
    """The visits that waited for this call, and beyond the declared patience since its answer had ended."""
    ended = exchange.answered or exchange.received
    waiting = (visit for visit in episode.visits if visit.started <= exchange.received <= visit.ended)
    return tuple(one for one in waiting if one.answered is None and one.ended - ended > episode.patience)


def _hung_up_on(episode: Episode, exchange: Exchange) -> bool:
    """Whether the app hung up on the answer, and then answered whoever was waiting for it.

    Of an answer that grows without measure that is the right thing to do, and needs no more of it than its beginning.
    """
    reset = any(end.outcome == "reset" and end.after == exchange.id for end in episode.connections)
    begun = exchange.sent != "none" and (reset or exchange.sent == "partial")
    return begun and _person_was_answered(episode, exchange, since=exchange.received)


def _exchange_reached(episode: Episode, exchange: Exchange) -> bool:
    if exchange.status in REDIRECTS and exchange.endpoint not in CALLED:
        ways_back = episode.visits if exchange.endpoint == "logout" else episode.callbacks
        return any(visit.answered is not None and visit.started >= exchange.received for visit in ways_back)
    return body_was_read(episode, exchange)


def _person_was_answered_since(episode: Episode, exchange: Exchange) -> bool:
    return _person_was_answered(episode, exchange, since=exchange.answered or exchange.received)


def _person_was_answered(episode: Episode, exchange: Exchange, *, since: float) -> bool:
    """Whether somebody who was waiting when the call came was answered, and not before this moment."""
    waiting = (visit for visit in episode.visits if visit.started <= exchange.received)
    return any(visit.answered is not None and visit.answered >= since for visit in waiting)


_ACTS: dict[str, Callable[[Episode], bool]] = {
    "send_logout_token": logout_token_reached,
    "expire_access_token": lambda episode: bool(unauthorized_calls(episode)),
    "revoke_refresh_token": lambda episode: bool(refused_refreshes(episode)) or took_401_for_the_end(episode),
    "withdraw_consent": lambda episode: bool(refused_calls(episode, "withdraw_consent")),
    "unpair": lambda episode: bool(refused_calls(episode, "unpair")),
    "close_account": lambda episode: bool(refused_calls(episode, "close_account")),
    "suspend_account": lambda episode: bool(refused_calls(episode, "suspend_account")),
    "reactivate_account": lambda episode: moment_of(episode, "reactivate_account") < float("inf"),
    "rotate_keys": lambda episode: bool(tokens_since_rotation(episode)),
}
