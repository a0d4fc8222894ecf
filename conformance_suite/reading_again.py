"""What a person reads in an honest space and, after `Arm`, in one that misbehaves: pages compared with each other."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from conformance_suite.pages import as_read, mention_of, mentions, readable_text, same_words
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import assert_journey_readable, assert_readable_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Response, Visit

READ = "read_measures"
WRITE = "write_measure"
_SIGN = re.compile(r"[^\W\d_]+|[^\w\s]")
_FIGURES = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NOTHING = frozenset({"none", "null", "undefined", "nan"})
_ZERO = re.compile(r"(?<![\d.,])0(?:[.,]0+)?\s*kg\b", re.IGNORECASE)
_KILOGRAMS = re.compile(r"\W{0,4}(?:kg|kilo)", re.IGNORECASE)
_POUNDS = re.compile(r"\blbs?\b|\blb_av\b|livre|pound", re.IGNORECASE)


def armed_at(episode: Episode) -> tuple[float, ...]:
    """The moments at which other faults were armed."""
    return tuple(act.t for act in episode.acts if act.act == "arm_faults")


def visits_between(episode: Episode, journey: str) -> tuple[tuple[Visit, ...], ...]:
    """The visits of a journey before the first arming, then after each."""
    moments = (0.0, *armed_at(episode), float("inf"))
    visits = episode.visits_of(journey)
    return tuple(
        tuple(visit for visit in visits if start <= visit.started < end) for start, end in itertools.pairwise(moments)
    )


def pages(episode: Episode, journey: str = READ) -> tuple[Response, ...]:
    """The page that the journey ended on before the first arming, then after each."""
    return tuple(_last(visits) for visits in visits_between(episode, journey))


def exchanges_since(episode: Episode, *endpoints: str) -> tuple[Exchange, ...]:
    """The calls to these endpoints since the space began to misbehave."""
    return episode.exchanges(*endpoints, after=armed_at(episode)[0])


def assert_page_survives(episode: Episode, journey: str = READ) -> None:
    """The last page of the journey is one for people: no server error, no inside of a program."""
    visits = visits_between(episode, journey)[-1]
    if visits:
        assert_readable_answer(visits)
    else:
        assert_journey_readable(episode, journey, after=max(armed_at(episode), default=0.0))


def assert_pages_survive(episode: Episode) -> None:
    """Each page that was read since the space began to misbehave is one for people."""
    for visits in visits_between(episode, READ)[1:]:
        assert_readable_answer(visits)


def assert_not_as_any_other(episode: Episode, values: Iterable[str]) -> None:
    """None of these values stands on a page without one word or sign that the page of before did not have."""
    before, afters = _texts(episode)
    plain = [after for after in afters if not _signs(after) - _signs(before)]
    for value in values:
        if any(mentions(after, value) for after in plain):
            raise Failure("odd_measure_shown", exchanges=_read_since(episode), value=value)


def assert_shown(episode: Episode, value: str) -> None:
    """The value stands on the last page."""
    assert_page_survives(episode)
    if not mentions(readable_text(pages(episode)[-1]), value):
        raise Failure("good_measure_hidden", exchanges=_read_since(episode), value=value)


def assert_own_measure_still_shown(episode: Episode) -> None:
    """The person's own latest measure stands on the last page, as it did before."""
    assert_page_survives(episode)
    if not episode.sights[-1].own_values:
        raise Failure("own_measure_gone", exchanges=_read_since(episode))


def assert_own_measure_shown_throughout(episode: Episode) -> None:
    """The person's own latest measure stands on each page since the space began to misbehave."""
    assert_pages_survive(episode)
    gone = [sight for sight in episode.sights if sight.journey == READ and not sight.own_values]
    if gone:
        pages_without = [sight.visit for sight in gone if sight.visit is not None]
        raise Failure("own_measure_gone", exchanges=[*_read_since(episode), *pages_without])


def assert_nothing_made_of_absence(episode: Episode) -> None:
    """A measure without a value is neither zero nor a word of a programming language."""
    before, afters = _texts(episode)
    after = " ".join(afters)
    words = {sign.casefold() for sign in _signs(after) - _signs(before)} & _NOTHING
    zero = _ZERO.search(after) if not _ZERO.search(before) else None
    if words or zero:
        shown = zero[0] if zero else min(words)
        raise Failure("absent_value_shown", exchanges=_read_since(episode), shown=shown)


def assert_unit_kept(episode: Episode, pounds: str) -> None:
    """A value in pounds is shown in pounds, or converted, or not at all."""
    after = readable_text(pages(episode)[-1])
    found = mention_of(after, pounds)
    if found is None:
        return
    if _KILOGRAMS.match(after, found.end()) or not _POUNDS.search(after):
        raise Failure("unit_exchanged", exchanges=_read_since(episode), value=pounds)


def assert_error_is_not_emptiness(episode: Episode) -> None:
    """What the person reads of an error is not what they read of an empty record."""
    _full, empty, error = pages(episode)
    assert_page_survives(episode)
    if same_words(empty, error):
        raise Failure("error_shown_as_empty", exchanges=_read_since(episode))


def assert_not_doubled(episode: Episode) -> None:
    """The person's latest measure stands on the page as often as before."""
    for value in _shown_more_often(episode):
        raise Failure("measure_doubled", exchanges=_read_since(episode), value=value)


def assert_nothing_taken_over(episode: Episode) -> None:
    """A measure without a value is not shown with that of the latest measure, which came just before it."""
    for value in _shown_more_often(episode):
        raise Failure("value_taken_over", exchanges=_read_since(episode), value=value)


def assert_told_otherwise(episode: Episode, journey: str) -> None:
    """The last page of the journey is for people, and not the page of the honest space."""
    before, *_, after = pages(episode, journey)
    assert_page_survives(episode, journey)
    if same_words(before, after):
        raise Failure("person_not_told", exchanges=_ids(visits_between(episode, journey)[-1][-1:]))


def _last(visits: tuple[Visit, ...]) -> Response:
    answered = [page for page in map(as_read, visits) if page is not None]
    if not answered:
        raise Inconclusive("not_answered", error=(visits[-1].error if visits else None) or "timeout")
    return answered[-1]


def _texts(episode: Episode) -> tuple[str, list[str]]:
    before, *afters = (readable_text(page) for page in pages(episode))
    return before, afters


def _signs(text: str) -> set[str]:
    return set(_SIGN.findall(_FIGURES.sub(" ", text)))


def _shown_more_often(episode: Episode) -> list[str]:
    """Values of the person that stand on a page since more often than on the one before."""
    before, afters = _texts(episode)
    own = episode.persona.canary
    return [value for value in own if any(_count(after, value) > _count(before, value) for after in afters)]


def _count(text: str, value: str) -> int:
    count = 0
    while (found := mention_of(text, value)) is not None:
        count, text = count + 1, text[found.end() :]
    return count


def _read_since(episode: Episode) -> tuple[str, ...]:
    return _ids(exchanges_since(episode, "measures_read"))


def _ids(events: Iterable[Exchange | Visit]) -> tuple[str, ...]:
    return tuple(event.id for event in events)
