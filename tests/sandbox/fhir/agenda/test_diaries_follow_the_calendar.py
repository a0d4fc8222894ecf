"""Diaries: working hours, half days, public holidays, summer time; all from the seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from sandbox.fhir.agenda.diary import FEWEST_WEEKS, MOST_WEEKS, Diary, keeps_diary, monday, read_slot_id
from sandbox.fhir.agenda.paris_time import at_in_paris, in_paris
from sandbox.fhir.agenda.public_holidays import easter, is_public_holiday
from sandbox.fhir.professionals import everybody
from sandbox.people.directory import Directory

DIRECTORY = Directory(7, 2_000)
DIARIES = [Diary(one, 7) for one in everybody(DIRECTORY) if keeps_diary(one)]
WEEK = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25"), (2049, "04-18")],
)
def test_easter_is_computed(year: int, day: str) -> None:
    """Against the almanac."""
    assert f"{easter(year):%m-%d}" == day


def test_there_are_eleven_public_holidays_a_year() -> None:
    """Counted in 2027, when none falls on another."""
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [f"{day:%m-%d}" for day in days if is_public_holiday(day)] == [
        "01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("utc", "offset"),
    [
        ("2026-03-29T00:59:59+00:00", 1),
        ("2026-03-29T01:00:00+00:00", 2),
        ("2026-10-25T00:59:59+00:00", 2),
        ("2026-10-25T01:00:00+00:00", 1),
        ("2027-01-01T00:00:00+00:00", 1),
    ],
)
def test_clocks_change_on_the_last_sundays(utc: str, offset: int) -> None:
    """At one o'clock UTC in all of the Union."""
    assert in_paris(datetime.fromisoformat(utc)).utcoffset() == timedelta(hours=offset)


def test_a_practice_opens_at_the_same_hour_in_summer_and_in_winter() -> None:
    """Eight in the morning is another moment of UTC."""
    hours = [at_in_paris(day, time(8)).astimezone(UTC).hour for day in (date(2026, 1, 5), date(2026, 7, 6))]
    assert hours == [7, 6]


def test_openings_do_not_overlap_and_keep_working_hours() -> None:
    """From eight to seven, none on Sunday, each as long as the profession has it, some already taken, some not."""
    for diary in DIARIES:
        openings = list(diary.week(WEEK))
        assert len(openings) > 20
        assert {one.taken for one in openings} == {True, False}
        for one, following in zip(openings, [*openings[1:], None], strict=True):
            assert one.end - one.start == timedelta(minutes=diary.professional.occupation.appointment)
            assert WEEK <= one.start.date() < WEEK + timedelta(days=6)
            assert time(8) <= one.start.time() < one.end.time() <= time(19)
            assert following is None or one.end <= following.start


def test_nobody_is_received_on_a_public_holiday() -> None:
    """The week of Christmas 2026 has no Friday."""
    for diary in DIARIES:
        assert date(2026, 12, 25) not in {one.start.date() for one in diary.week(date(2026, 12, 21))}


def test_a_diary_is_always_the_same_and_unlike_others() -> None:
    """The seed and the professional decide; weeks differ."""
    diary = DIARIES[0]
    again = Diary(diary.professional, 7)
    assert list(diary.week(WEEK)) == list(again.week(WEEK))
    assert list(diary.week(WEEK)) != list(Diary(diary.professional, 8).week(WEEK))
    assert len({tuple((one.start, one.taken) for one in one.week(WEEK)) for one in DIARIES}) == len(DIARIES)
    assert {one.weeks for one in DIARIES} <= set(range(FEWEST_WEEKS, MOST_WEEKS + 1))


def test_the_id_of_a_slot_leads_back_to_whose_and_when() -> None:
    """And what is no such id leads nowhere."""
    for diary in DIARIES:
        opening = next(diary.week(WEEK))
        slot_id = diary.slot_id(opening.start)
        assert len(slot_id) <= 64
        assert read_slot_id(slot_id) == (f"pro-{diary.name}", opening.start)
    for other in ("", "slot-44-nurse-0000-20260230T0900Z", "slot-44-nurse-0000-20261201T0900Z-x", "slot-44-nurse-0-x"):
        assert read_slot_id(other) is None


def test_a_week_begins_on_monday() -> None:
    """Whatever the day."""
    assert {monday(WEEK + timedelta(days=number)) for number in range(7)} == {WEEK}
