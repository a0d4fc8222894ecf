"""What an app does when the space is slow, broken or talks nonsense: whether it waits, stops, tells, shows no part."""

from __future__ import annotations

import itertools
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from conformance_suite.controls import reads_beforehand
from conformance_suite.deliveries import left_waiting
from conformance_suite.events import first
from conformance_suite.page_sources import is_scripts_call, read_by_person
from conformance_suite.pages import same_words
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import (
    INSISTENCE,
    assert_answered_within_patience,
    assert_no_insistence,
    assert_page_for_people,
)

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Visit

READ = "read_measures"
FAILED = 400  # the least status of a call that failed
STORM = 5  # identical calls for one request of a person, whatever happened
ALMOST = 0.9  # of a wait: clocks of two processes
LEAST_WAIT = 0.1  # seconds between two tries, where the space said nothing
MOST_MORE = 200_000  # bytes that a page may grow by: thousands of lines
NOTICEABLE = 1.0  # seconds that somebody else may be held up
MOJIBAKE = ("\N{REPLACEMENT CHARACTER}", "\u00c3\u00a9")


def assert_told(episode: Episode, journey: str) -> None:
    """The last page of the journey is for a person: some words, no inside of a program, no connection cut off.

    Whoever is not told within their patience that the space broke off its answer is not told.
    """
    for exchange in episode.all_exchanges:
        if exchange.sent == "partial" and (waiting := left_waiting(episode, exchange)):
            named = [exchange.id, *(visit.id for visit in waiting)]
            raise Failure("left_waiting", exchanges=named, patience=f"{episode.patience:g}")
    visits = episode.visits_of(journey)
    if not visits:
        raise Inconclusive("not_answered", error="-")
    last = visits[-1]
    if last.response is None:
        if last.error in {None, "timeout"}:
            raise Inconclusive("not_answered", error=last.error or "timeout")
        raise Failure("cut_off", exchanges=[last.id], error=last.error)
    assert_page_for_people(last)


def assert_told_in_time(episode: Episode, journey: str) -> None:
    """The person is told, within the declared patience."""
    if episode.withheld:
        assert_answered_within_patience(episode)
    assert_told(episode, journey)


def assert_says_that_it_cannot_start(episode: Episode) -> None:
    """An app that started says to whoever wants to sign in that it cannot, in time and after a few tries at most."""
    if episode.refused_to_start:
        return
    assert_told_in_time(episode, "login")
    assert_repeats_with_measure(episode, "discovery")


def assert_repeats_with_measure(episode: Episode, endpoint: str, *, at_most: int = INSISTENCE) -> None:
    """For one request of the person, the same call was made a few times at most."""
    assert_no_insistence(episode, episode.exchanges(endpoint), at_most=at_most)


def assert_waits_as_told(episode: Episode, endpoint: str) -> None:
    """Between a refusal for now and the next call, for the same request of the person, the told time passes."""
    for visit in episode.visits:
        calls = [one for one in episode.exchanges(endpoint) if visit.started <= one.received <= visit.ended]
        for refused, again in itertools.pairwise(calls):
            wait = _told_wait(refused)
            if wait is not None and again.received - (refused.answered or refused.received) < wait * ALMOST:
                raise Failure("did_not_wait", exchanges=[refused.id, again.id], seconds=f"{wait:g}")


def assert_shows_no_part(episode: Episode) -> None:
    """Nothing of an answer that was cut stands on the page of measures."""
    shown = [sight for sight in episode.sights if sight.own_values]
    if shown:
        pages = [sight.visit for sight in shown if sight.visit is not None]
        raise Failure("part_shown", exchanges=pages, value=min(value for sight in shown for value in sight.own_values))


def assert_recovers(episode: Episode) -> None:
    """The person sees their measure at the last look."""
    looks = [sight for sight in episode.sights if sight.journey == "read_measures"]
    if not looks:
        raise Inconclusive("not_answered", error="-")
    if not looks[-1].own_values:
        if reads_beforehand(episode.controls("read")):
            raise Inconclusive("read_beforehand")
        raise Failure("not_recovered", exchanges=filter(None, [looks[-1].visit]))


def assert_right_letters(episode: Episode) -> None:
    """No page shows letters that come of a wrong encoding."""
    looks = {visit.id for visit in episode.visits_of(READ)} | {one.visit or "" for one in episode.screens_of(READ)}
    for visit, text in read_by_person(episode):
        if visit in looks and any(sign in text for sign in MOJIBAKE):
            raise Failure("wrong_letters", exchanges=filter(None, [visit]))


def assert_unreadable_is_not_nothing(episode: Episode) -> None:
    """The page after an unreadable answer is not the one after an honest answer without measures."""
    before, after = _two_looks(episode)
    if any(one.received < before.ended for one in episode.marked("answer_not_json")):
        raise Inconclusive("not_delivered")
    if before.response is None or after.response is None:
        raise Inconclusive("not_answered", error="-")
    if same_words(before.response, after.response):
        raise Failure("unreadable_shown_as_nothing", exchanges=[before.id, after.id])


def assert_page_stays_usable(episode: Episode) -> None:
    """Given too much, the app answers within the declared patience, by a page that is still one for people."""
    before, after = _two_looks(episode)
    if after.ended - after.started > episode.patience:
        raise Failure("too_much_to_answer", exchanges=[after.id], patience=f"{episode.patience:g}")
    assert_told(episode, READ)
    if before.response is None or after.response is None:
        raise Inconclusive("not_answered", error="-")
    grown = after.response.size - before.response.size
    if grown > MOST_MORE and not is_scripts_call(after):
        raise Failure("page_too_long", exchanges=[before.id, after.id], size=grown // 1000)


def assert_others_served(episode: Episode) -> None:
    """While one person waits for the space, another signs in without waiting for that."""
    probe = episode.probe("meanwhile")
    if probe is None or not episode.withheld:
        raise Inconclusive("not_delivered")
    held_up = [one for one in episode.visits_of("read_measures") if one.ended > episode.withheld[0].t]
    if not held_up:
        raise Inconclusive("not_delivered")
    for visit in (one for one in episode.visits if one.browser != held_up[0].browser):
        began_within = held_up[0].started <= visit.started <= held_up[0].ended
        if began_within and visit.ended >= held_up[0].ended and visit.ended - visit.started > NOTICEABLE:
            raise Failure("others_held_up", exchanges=[held_up[0].id, visit.id])
    if not probe.signed_in:  # for another reason than that they had to wait
        raise Inconclusive("never_signed_in")


def assert_no_storm(episode: Episode) -> None:
    """In no play of the run was a call that failed made again and again for one request of a person.

    Pages that lead to each other are calls that succeed; how many of them an app follows is another case's matter.
    """
    for played in episode.run.episodes:
        failed = [one for one in played.all_exchanges if one.status is None or one.status >= FAILED]
        assert_no_insistence(played, failed, at_most=STORM)


def assert_signed_in(episode: Episode) -> None:
    """The person is signed in: the app takes what it has to take."""
    probe = episode.probe("after_login")
    if episode.refused_to_start or probe is None or probe.signed_in is None:
        seen = episode.visits or episode.all_exchanges
        raise Failure("refused_what_is_right", exchanges=[one.id for one in seen])
    if not probe.signed_in:
        raise Failure("refused_what_is_right", exchanges=[one.id for one in episode.callbacks])


def _told_wait(exchange: Exchange) -> float | None:
    """How long an answer asks to be left alone, in seconds; None when it is not a refusal for now."""
    if exchange.response is None or exchange.status != 429:  # noqa: PLR2004 - Too Many Requests
        return None
    headers = tuple((name.lower(), value) for name, value in exchange.response.headers)
    told, date = first(headers, "retry-after"), first(headers, "date")
    if told is None:
        return LEAST_WAIT
    if told.isdigit():
        return float(told)
    seconds = (parsedate_to_datetime(told) - parsedate_to_datetime(date or told)).total_seconds()
    return max(0.0, seconds - 1)  # dates are cut to whole seconds


def _two_looks(episode: Episode) -> tuple[Visit, Visit]:
    visits = episode.visits_of("read_measures")
    if len(visits) < 2:  # noqa: PLR2004 - before and after
        raise Inconclusive("not_answered", error="-")
    return visits[0], visits[-1]
