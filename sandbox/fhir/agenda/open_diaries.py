"""Diaries are written week by week, when somebody asks for them: thousands of professionals cost nothing before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import TYPE_CHECKING, Final

from sandbox.clock import Clock
from sandbox.fhir.agenda.diary import MOST_WEEKS, WEEK, Diary, keeps_diary, monday, read_slot_id
from sandbox.fhir.agenda.diary_resources import schedule_resource, slot_resource
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.interactions.call import Call, refuse
from sandbox.fhir.issue import error
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.professionals import everybody, settle_directory, settle_professionals
from sandbox.fhir.resources.practitioner import professional_id
from sandbox.fhir.search.indexing import BY_IDENTIFIER
from sandbox.fhir.search.query import Criterion, DateValue, Query, TokenValue
from sandbox.fhir.store import NOBODY, FhirStore, Start
from sandbox.people.people import People
from sandbox.spaces import Space

if TYPE_CHECKING:
    from sandbox.people.directory import Directory

_MOST_WEEKS: Final = 48  # diaries times weeks that one search may open
_FROM: Final = ("eq", "ge", "gt", "sa")
_TO: Final = ("eq", "le", "lt", "eb")
# What says whose slots, and how a search of schedules says the same.
_NAMING: Final = {"schedule": "_id", f"schedule{BY_IDENTIFIER}": "identifier", "specialty": "specialty",
                   "service-type": "service-type"}  # fmt: skip


class _Written:
    """Of which directory the schedules are written."""

    def __init__(self, _space: Space) -> None:
        self.directory: Directory | None = None


def diary_of(space: Space, practitioner: str) -> Diary | None:
    """Return the diary of a practitioner, named by FHIR id, if people make appointments with them."""
    professional = space.part(People).directory.find(professional_id(practitioner))
    return Diary(professional, space.seed) if professional and keeps_diary(professional) else None


def diary_of_schedule(space: Space, schedule: str) -> Diary | None:
    """Return the diary of a Schedule, named by id."""
    return diary_of(space, schedule.replace("schedule-", "pro-", 1)) if schedule.startswith("schedule-") else None


def gather_schedules(call: Call, _query: Query) -> None:
    """See to it that every Schedule is there, and all that chains may lead to."""
    space, kind = call.space, _kind(call, "Schedule")
    settle_directory(space)
    directory, written = space.part(People).directory, space.part(_Written)
    if written.directory != directory:
        diaries = [Diary(one, space.seed) for one in everybody(directory) if keeps_diary(one)]
        if settle_schedules(space, kind, diaries):
            written.directory = directory


def fetch_schedule(call: Call, schedule: str) -> None:
    """See to it that one Schedule is there."""
    diary = diary_of_schedule(call.space, schedule)
    if diary is not None:
        settle_schedules(call.space, _kind(call, "Schedule"), [diary])


def settle_schedules(space: Space, kind: KindDeclaration, diaries: Sequence[Diary]) -> bool:
    """See to it that the schedules of diaries are there, and whose they are; return whether for good."""
    settle_professionals(space, [diary.professional for diary in diaries])
    makes = {diary.schedule_id: lambda diary=diary: [(kind, schedule_resource(diary))] for diary in diaries}
    return space.part(FhirStore).settle_each(makes, NOBODY, now=space.part(Clock).now())


def gather_slots(call: Call, query: Query) -> None:
    """Write the weeks that a search of slots is about.

    Raises:
        RefusedError: it does not say whose slots, or from when, or asks for too many weeks (400, too-costly).
    """
    gather_schedules(call, query)
    ids = _named(query.criteria, "_id")
    for one in ids:
        fetch_slot(call, one)
    if ids:
        return
    weeks = _weeks(call, query)
    found = [diary_of_schedule(call.space, one) for one in _schedules(call, query)]
    asked = [(diary, week) for diary, week in product(found, weeks) if diary is not None and _opens(call, diary, week)]
    if len(asked) > _MOST_WEEKS:
        text = (f"Those are {len(found)} schedules or more, in {len(asked)} weeks of theirs: name fewer (schedule, "
                f"schedule.actor) or a shorter time (start); {_MOST_WEEKS} weeks at most")  # fmt: skip
        raise refuse(call, 400, [error("too-costly", text)])
    settle_weeks(call, asked)


def fetch_slot(call: Call, slot_id: str) -> None:
    """See to it that the week of one slot is there, if people may book in it."""
    read = read_slot_id(slot_id)
    diary = diary_of(call.space, read[0]) if read else None
    if read is not None and diary is not None:
        fetch_schedule(call, diary.schedule_id)
        settle_weeks(call, [(diary, monday(in_paris(read[1]).date()))])


def settle_weeks(call: Call, wanted: Sequence[tuple[Diary, date]]) -> None:
    """Write weeks of diaries, each once, as far as people may book in them now."""
    kind = _kind(call, "Slot")
    makes = {
        f"diary {diary.name} {week}": lambda diary=diary, week=week: _slots(kind, diary, week)
        for diary, week in wanted
        if _opens(call, diary, week)
    }
    call.store.settle_each(makes, NOBODY, now=call.now)


def _opens(call: Call, diary: Diary, week: date) -> bool:
    first, last = diary.opened(call.moment)
    return first <= week <= last


def _slots(kind: KindDeclaration, diary: Diary, week: date) -> Iterator[Start]:
    for opening in diary.week(week):
        yield kind, slot_resource(diary, opening)


def _schedules(call: Call, query: Query) -> list[str]:
    """Return the ids of the schedules whose slots a search is about, one more than it may be about at most."""
    criteria = tuple(_of_schedule(one) for one in query.criteria if one.name in _NAMING and _says_which(one))
    if not criteria:
        text = "A search of Slot needs schedule, schedule.actor, specialty or service-type: whose?"
        raise refuse(call, 400, [error("too-costly", text)])
    asked = Query(_kind(call, "Schedule"), criteria, count=_MOST_WEEKS + 1, total="none")
    return [kept.id for kept in call.store.search(asked, NOBODY).matches]


def _of_schedule(criterion: Criterion) -> Criterion:
    """Turn what a search says of slots into what it says of their schedule."""
    if criterion.chained is not None:
        return criterion.chained
    values = tuple(replace(one, system=None) if criterion.name == "schedule" and isinstance(one, TokenValue) else one
                   for one in criterion.values)  # fmt: skip
    return replace(criterion, name=_NAMING[criterion.name], type="token", values=values)


def _says_which(criterion: Criterion) -> bool:
    return criterion.missing is None and not criterion.negated


def _named(criteria: tuple[Criterion, ...], name: str) -> list[str]:
    found = [one for one in criteria if one.name == name and _says_which(one)]
    return [value.code for one in found for value in one.values if isinstance(value, TokenValue)]


def _weeks(call: Call, query: Query) -> list[date]:
    """Return the Mondays of the weeks that a search is about, from the present one to the last that anybody opens."""
    dates = [one for one in query.criteria if one.name == "start" and one.type == "date" and one.missing is None]
    spans = [_span(one) for one in dates]
    lower = max((start for start, _ in spans if start is not None), default=None)
    if lower is None:
        raise refuse(call, 400, [error("too-costly", "A search of Slot needs start with ge or gt: from when?")])
    upper = min((end for _, end in spans if end is not None), default=float("inf"))
    now = call.space.part(Clock).today()
    this = monday(in_paris(now).date())
    latest = this + (MOST_WEEKS - 1) * WEEK
    first = max(this, monday(_day(lower, this, latest)))
    last = min(latest, _day(upper, this, latest))
    return [first + number * WEEK for number in range((last - first).days // 7 + 1)]


def _span(criterion: Criterion) -> tuple[float | None, float | None]:
    """Return from when and until when the alternatives of a criterion reach together; None where one is open."""
    values = [one for one in criterion.values if isinstance(one, DateValue)]
    starts = [one.start if one.prefix in _FROM else None for one in values]
    ends = [one.end if one.prefix in _TO else None for one in values]
    known_starts = [one for one in starts if one is not None]
    known_ends = [one for one in ends if one is not None]
    return (
        min(known_starts) if len(known_starts) == len(starts) and starts else None,
        max(known_ends) if len(known_ends) == len(ends) and ends else None,
    )


def _day(moment: float, earliest: date, latest: date) -> date:
    """Return the day of a moment, or the nearest of two days that it lies between."""
    bounds = [datetime(one.year, one.month, one.day, tzinfo=UTC).timestamp() for one in (earliest, latest)]
    if not bounds[0] < moment < bounds[1]:
        return earliest if moment <= bounds[0] else latest
    return in_paris(datetime.fromtimestamp(moment, UTC)).date()


def _kind(call: Call, resource_type: str) -> KindDeclaration:
    kind = call.api.kind(resource_type)
    if kind is None:
        raise LookupError(f"API {call.api.family} serves no {resource_type}")
    return kind
