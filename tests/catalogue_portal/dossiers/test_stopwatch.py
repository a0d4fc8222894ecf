"""The arithmetic of the evaluation clock."""

from datetime import UTC, datetime, timedelta

from catalogue_portal.dossiers.stopwatch import Stopwatch

START = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_new_clock_stands_still_at_nothing() -> None:
    assert Stopwatch().elapsed(START + DAY) == timedelta()
    assert Stopwatch().due(DAY) is None


def test_starting_twice_and_stopping_twice_change_nothing_more() -> None:
    running = Stopwatch().started(START)
    assert running.started(START + DAY) == running
    stopped = running.stopped(START + DAY)
    assert stopped.stopped(START + 5 * DAY) == stopped
    assert stopped.elapsed(START + 9 * DAY) == DAY


def test_a_clock_that_went_back_uses_no_time() -> None:
    assert Stopwatch().started(START).elapsed(START - DAY) == timedelta()


def test_what_is_left_decides_when_the_cap_is_reached() -> None:
    resumed = Stopwatch().started(START).stopped(START + 2 * DAY).started(START + 10 * DAY)
    assert resumed.due(5 * DAY) == START + 13 * DAY
    assert not resumed.overdue(5 * DAY, START + 13 * DAY)
    assert resumed.overdue(5 * DAY, START + 13 * DAY + timedelta(seconds=1))
