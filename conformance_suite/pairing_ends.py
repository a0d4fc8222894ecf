"""What an app does once a pairing is over, or only half given."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from conformance_suite.controls import OK
from conformance_suite.deliveries import REFUSED, moment_of, refused_calls
from conformance_suite.pages import mentions
from conformance_suite.reading_again import armed_at
from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import (
    INSISTENCE,
    assert_journey_readable,
    assert_no_background_calls,
    assert_no_insistence,
    assert_page_for_people,
    assert_person_told,
    assert_readable_answer,
    learnt_at,
)

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Visit

READ = "read_measures"
CALLS = ("measures_read", "measures_write")
_WHEN = re.compile(
    r"\b(?:\d+|un|une|deux|trois|one|two|three|a)\s+(?:working\s+)?"
    r"(?:heures?|jours?|semaines?|mois|hours?|days?|weeks?|months?)\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}(?:er)?\s+[a-zéû]+\s+20\d\d\b",
    re.IGNORECASE,
)
AFTER_MENDING = 2  # a first try, and one with new tokens


def assert_pairing_ended(episode: Episode, act: str) -> None:
    """After the act nothing goes round, nothing is asked while the person is away, and the person is told."""
    since = moment_of(episode, act)
    calls = episode.exchanges("measures_read", "token", after=since)
    assert_no_insistence(episode, calls, at_most=INSISTENCE)
    learnt = learnt_at(refused_calls(episode, act))
    assert_no_background_calls(episode, episode.exchanges("measures_read", after=since), learnt=learnt)
    assert_dead_token_left_alone(episode)
    assert_person_told(episode, READ, since=since, learnt=learnt)


def assert_dead_token_left_alone(episode: Episode) -> None:
    """A refresh token that the space refused for good is not sent again."""
    dead: dict[str | None, Exchange] = {}
    for request in episode.exchanges("token", grant_type="refresh_token"):
        identity = identity_of(request.request.field("refresh_token"))
        if identity in dead and request.received > (dead[identity].answered or dead[identity].received):
            raise Failure("dead_token_used", exchanges=[dead[identity].id, request.id], count=1)
        if request.oauth_error == "invalid_grant":
            dead[identity] = request


def assert_no_data_call(episode: Episode, *, after: float = 0.0) -> None:
    """API Mesures was not called."""
    calls = episode.exchanges(*CALLS, after=after)
    if calls:
        raise Failure("data_call_without_pairing", exchanges=[one.id for one in calls], count=len(calls))


def assert_revoked_then_quiet(episode: Episode) -> None:
    """When the person unpairs in the app, a token is revoked and data are never asked for again."""
    left = next(journey.started for journey in episode.journeys if journey.name == "unpair")
    revocations = episode.exchanges("revoke", after=left)
    if not any(one.status in OK for one in revocations):
        raise Failure("not_revoked", exchanges=[one.id for one in revocations or episode.visits_of("unpair")])
    assert_no_data_call(episode, after=left)
    assert_journey_readable(episode, READ, after=left)


def assert_copy_given(episode: Episode) -> None:
    """Who asks for a copy gets one with their measure in it, or reads by when they will."""
    last = _answer_to(episode, "export_data")
    content = "" if last.response is None else last.response.text or ""
    if any(mentions(content, value) for value in episode.persona.canary):
        return
    if last.response is not None and not content and last.response.size:
        raise Inconclusive("copy_unreadable", exchanges=[last.id])
    if not _says_when(last):
        raise Failure("copy_not_given", exchanges=[last.id])


def assert_erased(episode: Episode) -> None:
    """Who asks for erasure sees nothing of what was kept afterwards, unless they read by when it will be gone."""
    last = _answer_to(episode, "erase_data")
    looked = [one for one in episode.sights if one.t >= last.ended and one.journey != "erase_data"]
    kept = [one for one in looked if one.own_values]
    if kept and not _says_when(last):
        raise Failure("kept_after_erasure", exchanges=[last.id, *filter(None, [kept[-1].visit])])


def _answer_to(episode: Episode, journey: str) -> Visit:
    """The last page of what somebody asked for, which is one for people if it is a page."""
    visits = episode.visits_of(journey)
    if not visits or visits[-1].response is None:
        raise Inconclusive("not_answered", error=(visits[-1].error if visits else None) or "timeout")
    last = visits[-1]
    if last.response is not None and last.response.text:
        assert_page_for_people(last)
    return last


def _says_when(visit: Visit) -> bool:
    """Whether an answer, or what scripts made of it, gives a day or a delay (GDPR 12.3: within a month)."""
    said = html.unescape("" if visit.response is None else visit.response.text or "")
    shown = "" if visit.screen is None else visit.screen.words
    return any(_WHEN.search(words) is not None for words in (said, shown))


def assert_served_as_before(episode: Episode, choice: str) -> None:
    """After the journey of a choice the person is still signed in, and still sees their own measures."""
    made = next((one for one in episode.journeys if one.name == choice), None)
    if made is None or made.outcome != "done":
        raise Inconclusive("choice_not_made", reason="-" if made is None else made.reason or "-")
    looked = [one for one in episode.sights if one.journey == READ and one.t >= made.ended]
    if not looked:
        raise Inconclusive("not_answered", error="timeout")
    probe = episode.probe("after")
    if probe is not None and probe.signed_in is False:
        raise Failure("signed_out_for_refusing", exchanges=episode.pages_of("after"), persona=episode.persona.name)
    if not looked[-1].own_values:
        raise Failure("service_lowered", exchanges=filter(None, [looked[-1].visit]))


def assert_only_reading_stops(episode: Episode) -> None:
    """Without the consent to read, measures are still written, reading does not insist, and the person is told."""
    writes = episode.exchanges("measures_write")
    if not any(one.status in OK for one in writes):
        raise Failure("writing_stopped_too", exchanges=[one.id for one in writes or episode.visits_of("write_measure")])
    assert_no_insistence(episode, episode.exchanges("measures_read"))
    assert_journey_readable(episode, READ)


def assert_only_writing_stops(episode: Episode) -> None:
    """Without the consent to write, measures are still read, writing does not insist, and the person is told."""
    since = moment_of(episode, "withdraw_consent")
    writes = episode.exchanges("measures_write", after=since)
    assert_no_insistence(episode, writes)
    assert_no_background_calls(episode, writes, learnt=learnt_at(writes))
    assert_person_told(episode, "write_measure", since=since, learnt=learnt_at(writes))
    if not episode.sights[-1].own_values:
        raise Failure("reading_stopped_too", exchanges=[one.id for one in writes])


def assert_comes_back_by_itself(episode: Episode) -> None:
    """While the space is suspended the person is told; once it is active they read again, without a new pairing."""
    suspended, active = moment_of(episode, "suspend_account"), moment_of(episode, "reactivate_account")
    during = [visit for visit in episode.visits_of(READ, after=suspended) if visit.started < active]
    assert_readable_answer(during)
    again = episode.exchanges("authorize", after=suspended)
    if again or not episode.sights[-1].own_values:
        looks = [visit.id for visit in episode.visits_of(READ, after=active)[-1:]]
        raise Failure("pairing_not_resumed", exchanges=[*(one.id for one in again), *looks])


def assert_no_half_pairing(episode: Episode) -> None:
    """Before the callback nobody is signed in and no data are asked for; beginning again works."""
    begun = next(probe for probe in episode.probes if probe.when == "interrupted")
    if begun.signed_in:
        raise Failure("half_paired", exchanges=episode.pages_of("interrupted"), persona=episode.persona.name)
    again = episode.probe("after_login")
    if again is None or not again.signed_in:
        begun_again = [one.id for one in episode.visits_of("login", after=begun.t)]
        raise Failure("pairing_not_restarted", exchanges=(*begun_again, *episode.pages_of("after_login")))
    paired = next((one.received for one in episode.exchanges("token")), float("inf"))
    early = [one for one in episode.exchanges(*CALLS) if one.received < paired]
    if early:
        raise Failure("data_call_without_pairing", exchanges=[one.id for one in early], count=len(early))
    if not episode.sights[-1].own_values:
        raise Failure("pairing_not_restarted", exchanges=filter(None, [episode.sights[-1].visit]))


def assert_suspension_told(episode: Episode) -> None:
    """An app that is given no more tokens says so, and asks for none over and over."""
    refused = [one for one in episode.exchanges("token") if (one.status or 0) >= REFUSED]
    assert_no_insistence(episode, refused, at_most=INSISTENCE)
    assert_no_background_calls(episode, refused, learnt=learnt_at(refused))
    assert_person_told(episode, READ, since=armed_at(episode)[0], learnt=learnt_at(refused))


def assert_refusal_heeded(episode: Episode) -> None:
    """Refused for good, the app does not insist, asks for nothing behind the person's back, and tells them."""
    since = armed_at(episode)[0]
    calls = episode.exchanges("measures_read", after=since)
    assert_no_insistence(episode, calls, at_most=AFTER_MENDING)
    assert_no_background_calls(episode, calls, learnt=learnt_at(calls))
    assert_person_told(episode, READ, since=since, learnt=learnt_at(calls))
