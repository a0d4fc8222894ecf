"""How an app refreshes its tokens (RFC 6749 6), and what it does once its refresh token is dead (5.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance_suite.controls import OK
from conformance_suite.deliveries import moment_of, refused_refreshes, took_401_for_the_end, unauthorized_calls
from conformance_suite.pages import readable_text
from conformance_suite.plays import AGAIN, BROWSER
from conformance_suite.reading_again import armed_at
from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import (
    INSISTENCE,
    assert_journey_readable,
    assert_no_insistence,
    assert_page_for_people,
    assert_person_told,
    learnt_at,
)

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange

READ = "read_measures"
_PAIR_ANEW = re.compile(  # no mere name of a way in, which any page may have
    r"\breconnect(?:ez|er)?\b|\b(?:connect|appari|authentifi)ez\b|\b(?:re-?)?pair(?: \w+){0,4} again\b"
    r"|\b(?:sign|log) (?:back )?in again\b|\b(?:sign|log) back in\b|\b(?:please|must|to) (?:sign|log) in\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"plus tard|réessa|revenez|patiente[rz]|indisponible|momentan|provisoire|un instant|un moment|ne répond pas|bientôt"
    r"|\b(?:dans|in) (?:\d+|quelques|une?|a few|a|one) (?:instants?|seconde?s?|minute?s?)\b"
    r"|\blater\b|\bcome back\b|\b(?:re)?try\b|unavailable|temporar|\bmoment\b|not (?:responding|answer)"
    r"|\bsoon\b|\bwait\b",
    re.IGNORECASE,
)


def assert_dead_token_dropped(episode: Episode) -> None:
    """A refresh token is not sent again once its refusal was read; requests already on their way are excused."""
    for refusal in refused_refreshes(episode):
        dead = identity_of(refusal.request.field("refresh_token"))
        later = episode.exchanges("token", grant_type="refresh_token", after=refusal.answered or refusal.received)
        again = [one for one in later if one is not refusal and identity_of(one.request.field("refresh_token")) == dead]
        if again:
            raise Failure("dead_token_used", exchanges=[refusal.id, *(one.id for one in again)], count=len(again))


def assert_no_loop_after_refusal(episode: Episode) -> None:
    """Nothing goes round: neither redirects, nor refreshes, nor the same data call."""
    round_and_round = [visit.id for visit in episode.visits if visit.error == "too_many_redirects"]
    if round_and_round:
        raise Failure("asked_again", exchanges=round_and_round)
    since = min(
        (one.received for one in refused_refreshes(episode)), default=moment_of(episode, "revoke_refresh_token")
    )
    assert_no_insistence(episode, episode.exchanges("token", "measures_read", after=since), at_most=INSISTENCE)


def assert_refusal_told(episode: Episode) -> None:
    """The person gets a page that is not the one of before, unless the app had them sign in anew."""
    revoked = moment_of(episode, "revoke_refresh_token")
    if episode.exchanges("authorize", after=revoked):
        assert_journey_readable(episode, READ, after=revoked)
    else:
        learnt = learnt_at(refused_refreshes(episode) or unauthorized_calls(episode))
        assert_person_told(episode, READ, since=revoked, learnt=learnt)


def refreshes(episode: Episode) -> tuple[Exchange, ...]:
    """The refresh requests of an episode; none at all is inconclusive."""
    requests = episode.exchanges("token", grant_type="refresh_token")
    if not requests:
        raise Inconclusive("refresh_not_seen")
    return requests


def assert_outage_survived(episode: Episode) -> None:
    """Once the space can refresh again the app does so with the refresh token that it has: nobody pairs anew.

    An app that asks for no tokens for longer than somebody came back may be waiting, and may have kept its own. It has
    lost it when it tells the person to sign in, or goes on asking for data and is told that its access token is over;
    unless it says in the same breath that it will be better later.
    """
    broke, *mended = armed_at(episode)
    failed = [one.id for one in episode.exchanges("token") if one.faults]
    anew = [one for one in episode.exchanges("authorize", after=broke) if one.asked("prompt") != "none"]
    if anew:
        raise Failure("paired_anew_after_an_outage", exchanges=[*failed, anew[0].id])
    since = min(mended, default=float("inf"))
    sent = episode.exchanges("token", after=since)
    if any(one.status in OK for one in sent):
        return
    refused = [one.id for one in sent if one.oauth_error == "invalid_grant"]
    if refused or (not sent and _waits_for_nothing(episode, broke, since)):
        looks = [look.id for look in episode.visits_of(READ)[-1:]]
        raise Failure("refresh_token_lost", exchanges=[*failed, *(refused or looks)])
    raise Inconclusive("refresh_not_tried_again")


def _waits_for_nothing(episode: Episode, broke: float, since: float) -> bool:
    said = _read_last(episode, since, float("inf"))
    if not said or _LATER.search(said):
        return False
    told = [one.received for one in unauthorized_calls(episode) if one.received >= since]
    looks = [one for one in episode.visits_of(READ) if any(one.started <= t <= one.ended for t in told)]
    before = {words.casefold() for words in _PAIR_ANEW.findall(_read_last(episode, 0.0, broke))}
    return len(looks) > 1 or any(words.casefold() not in before for words in _PAIR_ANEW.findall(said))


def _read_last(episode: Episode, start: float, end: float) -> str:
    """What the last look at the measures between two moments brought the person to read."""
    screens = [one.words for one in episode.screens_of(READ, after=start) if one.t < end]
    visits = [one for one in episode.visits_of(READ, after=start) if one.started < end]
    pages = [readable_text(one.response) for one in visits if one.response is not None]
    return (screens or pages or [""])[-1]


def assert_each_refresh_token_once(episode: Episode) -> None:
    """A refresh token that was replaced is never used again."""
    _assert_none_twice(refreshes(episode))
    if len(refreshes(episode)) == 1:
        raise Inconclusive("refresh_not_seen")


def _assert_none_twice(requests: tuple[Exchange, ...]) -> None:
    seen: dict[str | None, Exchange] = {}
    for request in requests:
        before = seen.setdefault(identity_of(request.request.field("refresh_token")), request)
        if before is not request:
            raise Failure("replaced_token_used", exchanges=[before.id, request.id])


def assert_both_devices_go_on(episode: Episode) -> None:
    """A refresh on one device takes nothing from the other: no replaced token is used, and who reads nothing is told.

    An app may end the one when the other signs in, or keep one pairing for both.
    """
    _assert_none_twice(refreshes(episode))
    visits = {visit.id: visit for visit in episode.visits}
    for browser in (BROWSER, AGAIN):
        seen = [(visits[one.visit], one) for one in episode.sights if one.journey == READ and one.visit in visits]
        looks = [(visit, one) for visit, one in seen if visit.browser == browser]
        if len(looks) < 2 or not looks[0][1].own_values:  # noqa: PLR2004 - before and after
            raise Inconclusive("own_value_not_shown")
        last, sight = looks[-1]
        if not sight.own_values:
            assert_page_for_people(last)


def assert_one_refresh_for_all(episode: Episode) -> None:
    """While a refresh is under way the same refresh token is not sent again, whoever comes meanwhile."""
    window = episode.probe("window")
    if window is not None and window.signed_in is False:
        raise NotApplicable("signed_in_in_one_window")
    since = moment_of(episode, "arm_faults")
    sent = episode.exchanges("token", grant_type="refresh_token", after=since)
    if not sent:
        raise Inconclusive("refresh_not_seen")
    first = sent[0]
    under_way = first.answered or first.received
    came = [one for one in episode.visits_of(READ) if first.received <= one.started < under_way]
    if not any(one.browser == AGAIN and one.answered is not None for one in came):
        raise Inconclusive("not_at_once")
    token = identity_of(first.request.field("refresh_token"))
    again = [one for one in sent[1:] if identity_of(one.request.field("refresh_token")) == token]
    if again:
        raise Failure("refreshed_twice_at_once", exchanges=[first.id, *(one.id for one in again)])


def assert_refresh_token_kept(episode: Episode) -> None:
    """When a refresh brings no new refresh token, the next one is made with the one of before."""
    first, *later = refreshes(episode)
    kept = identity_of(first.request.field("refresh_token"))
    if not any(identity_of(one.request.field("refresh_token")) == kept for one in later):
        raise Failure("refresh_token_forgotten", exchanges=[first.id])


def assert_no_call_after_refresh(episode: Episode) -> None:
    """No data is asked for with what the first refresh that lied brought, or withheld.

    Honest refreshes before it are the app's good right, as is what it asks for once the person has signed in anew.
    """
    bent = next((one for one in refreshes(episode) if one.faults), None)
    if bent is None:
        raise Inconclusive("refresh_not_seen")
    since = bent.answered or bent.received
    anew = min(
        (one.received for one in episode.exchanges("token", grant_type="authorization_code", after=since)),
        default=float("inf"),
    )
    calls = episode.exchanges("measures_read", "measures_write", after=since)
    wrong = [one for one in calls if one.received < anew]
    if wrong:
        raise Failure("refreshed_token_used", exchanges=[bent.id, *(one.id for one in wrong)])


def assert_expired_token_not_used(episode: Episode) -> None:
    """Once the lifetime that the app was told is over, it refreshes before it calls."""
    expired = moment_of(episode, "expire_access_token")
    first = next((one for one in refreshes(episode) if one.received >= expired), None)
    if first is None:
        raise Inconclusive("refresh_not_seen")
    early = [one for one in episode.exchanges("measures_read", after=expired) if one.received < first.received]
    if early:
        raise Failure("expired_token_used", exchanges=[one.id for one in early])


def assert_refreshes_within_the_grant(episode: Episode) -> None:
    """No refresh asks for a scope that the exchange of the code did not grant."""
    granted: set[str] = set()
    for answer in episode.exchanges("token", grant_type="authorization_code"):
        told = answer.response.json if answer.response else None
        granted |= set(str(told.get("scope", "")).split()) if isinstance(told, dict) else set()
    for request in refreshes(episode):
        beyond = set((request.request.field("scope") or "").split()) - granted
        if beyond and granted:
            raise Failure("refresh_beyond_the_grant", exchanges=[request.id], scopes=" ".join(sorted(beyond)))


def assert_refreshes_bounded(episode: Episode, *, at_most: int = INSISTENCE) -> None:
    """However odd the answers, no request of the person leads to more than a few refreshes."""
    assert_no_insistence(episode, episode.exchanges("token", grant_type="refresh_token"), at_most=at_most)


def assert_one_replay(episode: Episode) -> None:
    """After a 401 a call is made once more, after at most one refresh for each call; then the app stops."""
    since = next(iter(armed_at(episode)), 0.0)
    reads = episode.exchanges("measures_read", after=since)
    assert_no_insistence(episode, reads, at_most=2)
    different = {one.request.url for one in reads}
    refreshed = episode.exchanges("token", grant_type="refresh_token", after=since)
    assert_no_insistence(episode, refreshed, at_most=max(1, len(different)))


def assert_calls_stopped(episode: Episode) -> None:
    """Once the refusal was read, nothing more is asked for with tokens that are dead."""
    if took_401_for_the_end(episode):
        return
    refusal = refused_refreshes(episode)[0]
    calls = episode.exchanges("measures_read", after=refusal.answered or refusal.received)
    if calls and not episode.exchanges("authorize", after=refusal.received):
        raise Failure("dead_access_token_used", exchanges=[refusal.id, *(one.id for one in calls)], count=len(calls))


def assert_tokens_given_back(episode: Episode) -> None:
    """A token was revoked once the person had unpaired."""
    _assert_unpaired(episode)
    revocations = episode.exchanges("revoke")
    if not any(one.status in OK for one in revocations):
        left = revocations or episode.visits_of("unpair")
        raise Failure("not_revoked", exchanges=[one.id for one in left])


def assert_pairing_forgotten(episode: Episode) -> None:
    """After unpairing nobody is paired in the app any more."""
    _assert_unpaired(episode)
    probe = episode.probe("after")
    if probe is None or probe.signed_in is None:
        raise Inconclusive("session_unreadable")
    if probe.signed_in:
        raise Failure("pairing_kept", exchanges=episode.pages_of("after"), persona=episode.persona.name)


def _assert_unpaired(episode: Episode) -> None:
    if not any(visit.answered is not None for visit in episode.visits_of("unpair")):
        raise Inconclusive("journey_failed", reason="unpair")
