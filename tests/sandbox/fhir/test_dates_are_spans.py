from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders.spaces import Bench
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from sandbox.fhir.date_time import instants_of, is_after
from sandbox.fhir.resources.measure_search import InvalidSearchError, page_links, read_search
from sandbox.fhir.resources.observation import OBSERVATION
from sandbox.fhir.search.query import Criterion, DateValue, Query
from sandbox.fhir.store import FhirStore

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - a zone is added
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SEARCHES = st.lists(
    st.tuples(
        st.sampled_from(["code", "subject.identifier", "date", "_sort", "_count", "_offset", "_include", "x"]),
        st.sampled_from(["29463-7", "a|b", "ge2020-01-01", "le2020-01-01", "-date", "1", "50", "101"])
        | st.text(max_size=12),
    ),
    max_size=9,
)


@given(MOMENTS, ZONES)
def test_a_moment_is_the_same_in_every_zone(moment: datetime, zone: timezone) -> None:
    here, there = instants_of(moment.isoformat()), instants_of(moment.astimezone(zone).isoformat())

    assert here == there
    assert here is not None
    assert here.start == moment


@given(MOMENTS, st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_moment_lies_in_its_day_month_and_year(moment: datetime, precision: str) -> None:
    span = instants_of(f"{moment.year:04d}" + moment.strftime(precision)[4:])

    assert span is not None
    assert span.start <= moment < span.end


@pytest.mark.parametrize(
    ("leap", "same"),
    [("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"), ("2026-06-30T10:00:60.5+02:00", "2026-06-30T10:01:00+02:00")],
)
def test_a_leap_second_is_the_first_of_the_next_minute(leap: str, same: str) -> None:
    """FHIR R4, 2.24.0.1: the seconds of a dateTime may be 60."""
    assert instants_of(leap) == instants_of(same) is not None
    assert is_after(leap, "2016-12-31T23:59:59Z")
    assert not is_after(same.replace("Z", ".5Z"), same.replace("Z", ".50000000000Z"))


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    instants_of(text)


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-13", "2020-02-30", "2020-01-01T10", "2020-01-01T10:00", "2020-01-01T10:60Z",
     "2020-01-01T10:00:61Z", "2020-01-01T25:00:00Z",
     "2020-01-01T10:00:00+99:00", "2020-01-01 10:00:00Z", "2020-01-01T10:00:00 01:00", "٢٠٢٠", "2020-01-01\n"],
)  # fmt: skip
def test_what_is_no_date_is_told(text: str) -> None:
    assert instants_of(text) is None


@pytest.mark.parametrize(
    ("bound", "inside"),
    [
        ("ge2026-05-04", True),
        ("gt2026-05-04", False),
        ("gt2026-05-03", True),
        ("le2026-05-04", True),
        ("lt2026-05-04", False),
        ("lt2026-05-05", True),
        ("ge2026-05-04T05:30:00Z", True),
        ("gt2026-05-04T05:30:00Z", False),
        ("le2026-05-04T07:30:00+02:00", True),
        ("lt2026-05-04T05:30:00Z", False),
        ("ge2026", True),
        ("gt2026", False),
    ],
)
def test_bounds_follow_the_precision_of_the_date(bound: str, *, inside: bool) -> None:
    store = FhirStore(Bench().space)
    with store.transaction() as writing:
        writing.keep(OBSERVATION, {"id": "o", "effectiveDateTime": "2026-05-04T07:30:00+02:00"}, "p", now=0.0)
    span = instants_of(bound[2:])
    assert span is not None
    asked = Criterion("date", "date", (DateValue(bound[:2], span.start.timestamp(), span.end.timestamp()),))

    assert (store.search(Query(OBSERVATION, (asked,)), "p").total == 1) is inside


@given(SEARCHES)
def test_no_search_breaks_the_reader(parameters: list[tuple[str, str]]) -> None:
    with contextlib.suppress(InvalidSearchError):
        search = read_search(MultiDict(parameters))
        assert 1 <= search.count <= 100
        assert search.last == (len(search.period) == 0)
        assert search.last or len(search.period) == 2


@given(total=st.integers(0, 500), count=st.integers(1, 100), page=st.integers(0, 20))
def test_links_lead_through_every_page(total: int, count: int, page: int) -> None:
    sent = MultiDict(
        [("code", "29463-7"), ("subject.identifier", "a|b"), ("date", "ge2020-01-01"), ("date", "le2021-01-01"),
         ("_count", str(count)), ("_offset", str(page))]
    )  # fmt: skip
    relations = dict(page_links("https://space.example/Observation", sent, read_search(sent), total))

    assert ("next" in relations) is ((page + 1) * count < total)
    assert ("previous" in relations) is (page > 0)
    assert f"_offset={page}" in relations["self"]
